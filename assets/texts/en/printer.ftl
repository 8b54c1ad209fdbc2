# How a printer is
print-state-idle = Ready
print-state-printing = Printing
print-state-stopped = Stopped
print-state-unknown = State unknown

# What a printer needs: the problem and what to do
print-reason-cover-open = A cover is open: please close it, the job then goes on
print-reason-held = The job is held: please release it at the computer or the printer
print-reason-jam = Paper jam: please remove the paper, the job then goes on
print-reason-paper-needed = The printer waits for paper: please insert it, the job then goes on
print-reason-paper-empty = Out of paper: please refill, the job then goes on
print-reason-paper-low = Paper is running low: please refill soon
print-reason-offline = The printer is off or not connected: please switch it on and check the cable
print-reason-other = The printer reports “{ $keyword }”: please look at the printer
print-reason-paused = The printer is paused: please resume it in the printer settings
print-reason-output-full = The output tray is full: please empty it, the job then goes on
print-reason-toner-empty = Out of toner or ink: please replace it, the job then goes on
print-reason-toner-low = Toner or ink is running low: please have a new one ready
print-reason-tray-missing = A tray is missing: please insert it, the job then goes on

# How far a job is
print-progress-accepted = Accepted
print-progress-waiting = The job waits
print-progress-printing = Printing
print-progress-silent = The printer does not answer just now, the job may go on all the same
print-progress-done = The printer reports that it is done
print-progress-failed = Not finished
print-progress-canceled = The job was cancelled
print-progress-gone = The printer no longer knows the job: please look whether the sheet is there
print-progress-handed-on = Handed to this computer for printing, more cannot be seen here: please look
print-failure-aborted = The printer gave the job up: please look at the printer, then print again
print-failure-document = The printer cannot read the document: please choose another printer
print-failure-errors = The printer reports errors: please look at the sheet, scan its code or print again
print-failure-filter = This computer lacks a program for this printer: please call whoever looks after this machine
print-still-waiting = The job goes on at the printer. Please wait or cancel it there, do not send it again

# Why nothing was printed (print-fault-…) and what to do now (print-todo-…): always in pairs.
print-fault-declined = The printer does not take the job
print-todo-declined = Please look at the printer, then print again
print-fault-forbidden = The printer does not let this computer print
print-todo-forbidden = Please call whoever looks after this machine
print-fault-identity-changed = The printer shows another identity than before, so nothing was sent
print-todo-identity-changed = If it was replaced or set up anew, please have it confirmed again. If not, please report it
print-fault-identity-unknown = Nobody has confirmed this printer yet, so nothing was sent
print-todo-identity-unknown = Please have it confirmed in the settings: “impftheke printers --trust”
print-fault-lost = The connection to the printer broke, nothing was printed
print-todo-lost = Please check cable and network, then print again
print-fault-no-default = No printer is chosen
print-todo-no-default = Please choose a printer (F9)
print-fault-no-paper = The printer does not offer the paper that is needed
print-todo-no-paper = Please set the paper size at the printer or choose another printer
print-fault-no-pdf = This printer does not understand PDF
print-todo-no-pdf = Please choose another printer, or save the PDF and print it from there
print-fault-no-tray = This printer does not have the tray that is set
print-todo-no-tray = Please choose another tray in the settings
print-fault-no-service = The printing service of this computer does not answer
print-todo-no-service = Please restart the computer. If it is urgent, save the PDF and print it from there
print-fault-no-such-printer = The printer that is set does not exist any more
print-todo-no-such-printer = Please choose another printer in the settings
print-fault-not-a-printer = No printer answers at this address
print-todo-not-a-printer = Please have the address in the settings checked
print-fault-rejecting = The printer takes no jobs just now
print-todo-rejecting = Please allow jobs in the printer settings, or choose another printer
print-fault-stopped = The printer has stopped, so nothing was sent
print-todo-stopped = Please look at the printer, then print again
print-fault-timeout = The printer does not answer
print-todo-timeout = Please check whether it is on, then print again
print-fault-tls = The connection to the printer is not secure, so nothing was sent
print-todo-tls = Please call whoever looks after this machine
print-fault-too-late = The job can no longer be cancelled
print-todo-too-late = Please look at the printer
print-fault-unclear = It is unclear whether it is printed
print-todo-unclear = Please look at the printer before you print again
print-fault-unreachable = The printer cannot be reached
print-todo-unreachable = Please switch it on and check the cable, then print again
print-fault-viewer = The PDF file could not be opened
print-todo-viewer = Please open the file in its folder and print it from there
