# What went wrong (err-…) and what to do now (rec-…): always in pairs.
err-signer-unavailable = The signing key cannot be read, so nothing was issued
rec-signer-unavailable = What was typed is kept. Please call whoever looks after this machine
err-signing-failed = Signing did not succeed, so nothing was issued
rec-signing-failed = What was typed is kept. Please issue again
err-self-check = The certificate failed its own check and was thrown away
rec-self-check = Please compare what was typed and issue again. If it happens again, please report it
err-too-large = The details do not fit into a QR code
rec-too-large = Please shorten the names or the testing centre as the travel document has them
err-file-unwritable = The PDF could not be written; the certificates are issued
rec-file-unwritable = Please choose another folder and save again
err-disk-full = The disk is full and the PDF was not written
rec-disk-full = Please make room or choose another folder, then save again
err-pdf = The PDF could not be made; the certificates are issued
rec-pdf = The QR code on the screen counts and can be scanned. Please save again
err-unfit-to-print = Not printed because the certificate cannot be checked: { $numbers }; all others that are ready are printed
rec-unfit-to-print = Have it shown from the queue (F3): it says there what to do; do not hand it over
err-page-check = The finished page does not show the right QR code and was neither saved nor printed
rec-page-check = The certificates are issued: the QR code on the screen counts. Please try again. If it happens again, call whoever looks after this computer
err-clock = The clock of this machine is wrong, so nothing was issued
rec-clock = What was typed stays. Please set date and time, then issue again. How far it is off stands in the status line below
err-clock-unsure = The clock of this machine is much further than last time, so nothing was issued yet
rec-clock-unsure = What was typed stays. If date and time are right, please choose "The clock is right" below and issue again. If not, set the clock first
err-too-short = The last valid day is over, so nothing was issued
rec-too-short = Please check the last valid day. If it is right, there is no certificate for it any more
err-not-now = The certificate does not count today and is not given out
rec-not-now = Please check date and time of this machine first. If they are right, correct the case, or withdraw it and issue anew
err-untimely = The signing key is not valid today, so nothing was issued
rec-untimely = Please check date and time of this machine first. If they are right, call whoever looks after it: a new key is missing
err-job-lost = A step ended unexpectedly; what was typed is kept
rec-job-lost = Please try again. If it happens again, restart the program
err-data-folder = The data folder cannot be written to
rec-data-folder = Please have the folder's permissions checked and restart the program
err-data-folder-long = The path of the data folder is too long
rec-data-folder-long = Please have a data folder with a shorter path set up and start the program again
err-invalid-case = A case breaks a rule, so nothing was issued
rec-invalid-case = Please correct the fields marked in red
err-unreadable-hours = The opening hours in the settings cannot be read any more, pick-up slips name no certain time
rec-unreadable-hours = Issuing goes on. Please call the person who looks after this computer and have the opening hours entered anew
err-settings = The settings of this counter are incomplete, so nothing can be issued yet
rec-settings = Please call whoever looks after this computer: “impftheke config show” tells what is missing
err-vault = The key of the queue is not accessible
rec-vault = Please unlock the key store of this computer and start the program again. Nothing is lost
err-vault-missing = The key of the queue is missing
rec-vault-missing = Please have the folder “keys” put back from a backup. Delete nothing until then: without the key the cases cannot be read
err-queue = The queue cannot be read or written
rec-queue = Please start the program again. If it stays like this, call whoever looks after this computer
err-store-full = The disk is full, the case was not taken up
rec-store-full = What you typed stays. Please make room and issue again
err-hindered-full = The disk is full. Whatever has a pick-up number is safe
rec-hindered-full = Please make room, and it goes on by itself
err-hindered-queue = The queue cannot be written to just now. Whatever has a pick-up number is safe
rec-hindered-queue = Please wait a moment, perhaps for a backup, and it goes on by itself. If it stays like this, call whoever looks after this computer
err-store-read-only = The data folder is write-protected, the case was not taken up
rec-store-read-only = What you typed stays. Please have the folder's permissions checked and issue again
err-store-network = The data folder is on a network drive. A queue gets damaged there, so nothing is taken up
rec-store-network = Please call whoever looks after this computer: the data folder belongs on a disk of this computer
err-store-damaged = The queue is damaged
rec-store-damaged = Please close every window of Impftheke and start the program again. What can be read is saved then
err-store-in-use = Impftheke is running a second time on this computer and works the queue
rec-store-in-use = Please close this window and go on in the other one
err-store-changed = This case has moved on meanwhile
rec-store-changed = Please look at it in the queue
err-store-done = This visit was taken up before and is done: { $numbers }. Nothing was taken up once more
rec-store-done = “Today” (F4) shows what became of it. Begin the next customer here with Ctrl+N
err-store-otherwise = This visit is taken up already: { $numbers }. What stands here was not taken up
rec-store-otherwise = Please look at { $numbers } in the queue. To have this issued as well, issue it once more
err-store-issued = { $numbers } has been issued meanwhile. Nothing was taken up
rec-store-issued = Please look at { $numbers } in the queue, and discard what stands here
err-store-replaced = This case is corrected already, { $numbers } has taken its place. Nothing was taken up
rec-store-replaced = Please look at { $numbers } in the queue, and discard what stands here
err-store-case = This case is damaged on the disk, all others can be read
rec-store-case = Please withdraw it and take it up anew
err-drill = The drill could not begin
rec-drill = Please try once more
err-slip = The pick-up slip could not be made, the case is safe
rec-slip = Please write the number down by hand and give it to the customer
err-note-saved = The queue was damaged. { $cases ->
    [one] One case is saved
   *[other] All { $cases } cases are saved
}
rec-note-saved = The numbers are the same. The damaged file is erased on { $until }
err-note-lost = The queue was damaged. { $cases ->
    [one] One case is saved
   *[other] { $cases } cases are saved
}, these cannot be read any more: { $lost }
rec-note-lost = Please take people with these numbers up anew. The damaged file is erased on { $until }
err-note-gone = The queue was empty or deleted. The cases up to number { $last } are missing
rec-note-gone = Whoever has a slip up to { $last } must be taken up anew. New numbers follow after it
err-note-put-back = An older copy of the queue was put back. Cases up to number { $last } may be missing, and some handed over may be back
rec-note-put-back = Please ask before handing over whether the certificate was picked up already. New numbers follow after { $last }
err-note-moved = The queue comes from another computer or from a copy. Cases may be missing, and some handed over may be back
rec-note-moved = Please ask before handing over whether the certificate was picked up already. New numbers begin far higher, so that none is given twice
err-note-full = The disk is full. Nothing can be taken up
rec-note-full = Please make room. Finished certificates can be shown, printed and saved
err-note-read-only = The data folder is read-only. Nothing can be taken up
rec-note-read-only = Please have the folder's permissions checked. Finished certificates can be shown, printed and saved
err-note-network = The data folder is on a network drive, where a queue gets damaged. Nothing can be taken up
rec-note-network = Please call whoever looks after this computer: the folder belongs on a disk of this computer. Finished certificates can be shown and printed
err-note-damaged = The queue is damaged. Nothing can be taken up
rec-note-damaged = Please close every window of Impftheke and start the program again. What can be read is saved then
note-day = %Y-%m-%d
note-seen-by = Read it? After "impftheke queue seen" it is not said any more
notice-taken-back = { $count ->
    [one] An attempt had been cut off; its case waits again
   *[other] { $count } attempts had been cut off; their cases wait again
}
