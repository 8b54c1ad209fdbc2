# Was schiefging (err-…) und was jetzt zu tun ist (rec-…): immer paarweise.
err-signer-unavailable = Der Signaturschlüssel ist nicht lesbar, deshalb wurde nichts ausgestellt
rec-signer-unavailable = Die Eingaben bleiben stehen. Bitte die Person rufen, die dieses Gerät betreut
err-signing-failed = Das Signieren ist nicht gelungen, deshalb wurde nichts ausgestellt
rec-signing-failed = Die Eingaben bleiben stehen. Bitte noch einmal ausstellen
err-self-check = Das Zertifikat hat die eigene Prüfung nicht bestanden und wurde verworfen
rec-self-check = Bitte die Eingaben vergleichen und noch einmal ausstellen. Bleibt es dabei, bitte melden
err-too-large = Die Angaben passen nicht in einen QR-Code
rec-too-large = Bitte Namen oder Teststelle kürzen, wie sie im Ausweis stehen
err-file-unwritable = Die PDF-Datei konnte nicht geschrieben werden, die Zertifikate sind ausgestellt
rec-file-unwritable = Bitte einen anderen Ordner wählen und noch einmal speichern
err-disk-full = Der Datenträger ist voll, die PDF-Datei wurde nicht geschrieben
rec-disk-full = Bitte Platz schaffen oder einen anderen Ordner wählen und noch einmal speichern
err-pdf = Die PDF-Datei konnte nicht erstellt werden, die Zertifikate sind ausgestellt
rec-pdf = Der QR-Code auf dem Bildschirm gilt und kann gescannt werden. Bitte noch einmal speichern
err-unfit-to-print = Nicht gedruckt, weil sich das Zertifikat nicht prüfen lässt: { $numbers }; alle anderen fertigen werden gedruckt
rec-unfit-to-print = In der Warteschlange (F3) zeigen lassen: dann steht dort, was zu tun ist; nicht aushändigen
err-page-check = Das fertige Blatt zeigt nicht den richtigen QR-Code und wurde weder gespeichert noch gedruckt
rec-page-check = Die Zertifikate sind ausgestellt: Der QR-Code auf dem Bildschirm gilt. Bitte noch einmal versuchen. Bleibt es dabei, die Person rufen, die dieses Gerät betreut
err-clock = Die Uhr dieses Geräts geht falsch, deshalb wurde nichts ausgestellt
rec-clock = Die Eingaben bleiben stehen. Bitte Datum und Uhrzeit stellen, dann noch einmal ausstellen. Wie weit sie falsch geht, steht unten in der Statuszeile
err-clock-unsure = Die Uhr dieses Geräts steht viel weiter als zuletzt, deshalb wurde noch nichts ausgestellt
rec-clock-unsure = Die Eingaben bleiben stehen. Stimmen Datum und Uhrzeit, bitte unten „Die Uhr stimmt“ wählen und noch einmal ausstellen. Sonst erst die Uhr stellen
err-too-short = Der letzte gültige Tag ist schon vorbei, deshalb wurde nichts ausgestellt
rec-too-short = Bitte den letzten gültigen Tag prüfen. Ist er richtig, gibt es dafür kein Zertifikat mehr
err-not-now = Das Zertifikat gilt heute nicht und wird nicht ausgegeben
rec-not-now = Bitte zuerst Datum und Uhrzeit dieses Geräts prüfen. Stimmen sie, den Vorgang berichtigen oder zurückziehen und neu ausstellen
err-untimely = Der Signaturschlüssel gilt heute nicht, deshalb wurde nichts ausgestellt
rec-untimely = Bitte zuerst Datum und Uhrzeit dieses Geräts prüfen. Stimmen sie, die Person rufen, die dieses Gerät betreut: Es fehlt ein neuer Schlüssel
err-job-lost = Ein Arbeitsschritt ist unerwartet abgebrochen, die Eingaben bleiben stehen
rec-job-lost = Bitte noch einmal versuchen. Bleibt es dabei, das Programm neu starten
err-data-folder = Der Datenordner ist nicht beschreibbar
rec-data-folder = Bitte die Rechte des Ordners prüfen lassen und das Programm neu starten
err-data-folder-long = Der Pfad des Datenordners ist zu lang
rec-data-folder-long = Bitte einen Datenordner mit kürzerem Pfad einrichten lassen und das Programm neu starten
err-invalid-case = Ein Vorgang hält eine Regel nicht ein, deshalb wurde nichts ausgestellt
rec-invalid-case = Bitte die rot markierten Felder berichtigen
err-unreadable-hours = Die Öffnungszeiten in den Einstellungen lassen sich nicht mehr lesen, Abholscheine nennen keine sichere Zeit
rec-unreadable-hours = Ausgestellt wird weiter. Bitte die Person rufen, die dieses Gerät betreut, und die Öffnungszeiten neu eintragen lassen
err-settings = Die Einstellungen dieses Platzes sind unvollständig, deshalb kann noch nichts ausgestellt werden
rec-settings = Bitte die Person rufen, die dieses Gerät betreut: „impftheke config show“ zeigt, was fehlt
err-vault = Der Schlüssel für die Warteschlange ist nicht zugänglich
rec-vault = Bitte den Schlüsselbund des Rechners entsperren und das Programm neu starten. Nichts ist verloren
err-vault-missing = Der Schlüssel der Warteschlange fehlt
rec-vault-missing = Bitte den Ordner „keys“ aus der Datensicherung zurückspielen lassen. Bis dahin nichts löschen: Ohne den Schlüssel sind die Fälle nicht lesbar
err-queue = Die Warteschlange lässt sich nicht lesen oder schreiben
rec-queue = Bitte das Programm neu starten. Bleibt es dabei, die Person rufen, die dieses Gerät betreut
err-store-full = Der Datenträger ist voll, der Vorgang wurde nicht aufgenommen
rec-store-full = Die Eingaben bleiben stehen. Bitte Platz schaffen und noch einmal ausstellen
err-hindered-full = Der Datenträger ist voll. Was eine Abholnummer hat, ist sicher aufgenommen
rec-hindered-full = Bitte Platz schaffen, dann geht es von selbst weiter
err-hindered-queue = Die Warteschlange lässt sich gerade nicht beschreiben. Was eine Abholnummer hat, ist sicher aufgenommen
rec-hindered-queue = Bitte kurz warten, etwa auf eine Datensicherung, dann geht es von selbst weiter. Bleibt es dabei, die Person rufen, die dieses Gerät betreut
err-store-read-only = Der Datenordner ist schreibgeschützt, der Vorgang wurde nicht aufgenommen
rec-store-read-only = Die Eingaben bleiben stehen. Bitte die Rechte des Ordners prüfen lassen und noch einmal ausstellen
err-store-network = Der Datenordner liegt auf einem Netzlaufwerk. Dort geht eine Warteschlange kaputt, deshalb wird nichts aufgenommen
rec-store-network = Bitte die Person rufen, die dieses Gerät betreut: Der Datenordner gehört auf eine Festplatte dieses Rechners
err-store-damaged = Die Warteschlange ist beschädigt
rec-store-damaged = Bitte alle Fenster von Impftheke schließen und das Programm neu starten. Was lesbar ist, wird dabei gerettet
err-store-in-use = Impftheke läuft auf diesem Rechner schon ein zweites Mal und arbeitet die Warteschlange ab
rec-store-in-use = Bitte dieses Fenster schließen und im anderen weiterarbeiten
err-store-changed = Dieser Vorgang hat inzwischen einen anderen Stand
rec-store-changed = Bitte den Stand in der Warteschlange ansehen
err-store-done = Dieser Besuch ist schon aufgenommen und erledigt: { $numbers }. Es wurde nichts noch einmal aufgenommen
rec-store-done = Unter „Heute“ (F4) steht, was daraus wurde. Hier mit Strg+N den nächsten Kunden beginnen
err-store-otherwise = Dieser Besuch ist schon aufgenommen: { $numbers }. Was hier steht, wurde nicht aufgenommen
rec-store-otherwise = Bitte { $numbers } in der Warteschlange ansehen. Soll es zusätzlich ausgestellt werden, noch einmal ausstellen
err-store-issued = { $numbers } ist inzwischen ausgestellt. Es wurde nichts aufgenommen
rec-store-issued = Bitte { $numbers } in der Warteschlange ansehen und die Eingaben hier verwerfen
err-store-replaced = Dieser Vorgang ist schon berichtigt, an seiner Stelle steht { $numbers }. Es wurde nichts aufgenommen
rec-store-replaced = Bitte { $numbers } in der Warteschlange ansehen und die Eingaben hier verwerfen
err-store-case = Dieser Vorgang ist auf dem Datenträger beschädigt, alle anderen sind lesbar
rec-store-case = Bitte den Vorgang stornieren und neu aufnehmen
err-drill = Die Übung konnte nicht beginnen
rec-drill = Bitte noch einmal versuchen
err-slip = Der Abholschein konnte nicht erstellt werden, der Vorgang ist sicher
rec-slip = Bitte die Nummer von Hand aufschreiben und mitgeben
err-note-saved = Die Warteschlange war beschädigt. { $cases ->
    [one] Ein Vorgang ist gerettet
   *[other] Alle { $cases } Vorgänge sind gerettet
}
rec-note-saved = Die Nummern sind dieselben. Die beschädigte Datei wird am { $until } gelöscht
err-note-lost = Die Warteschlange war beschädigt. { $cases ->
    [one] Ein Vorgang ist gerettet
   *[other] { $cases } Vorgänge sind gerettet
}, nicht mehr lesbar sind { $lost }
rec-note-lost = Bitte Personen mit diesen Nummern neu aufnehmen. Die beschädigte Datei wird am { $until } gelöscht
err-note-gone = Die Warteschlange war leer oder gelöscht. Die Vorgänge bis Nummer { $last } fehlen
rec-note-gone = Wer einen Abholschein bis { $last } hat, muss neu aufgenommen werden. Neue Nummern folgen danach
err-note-put-back = Eine ältere Kopie der Warteschlange wurde zurückgespielt. Vorgänge bis Nummer { $last } können fehlen, ausgehändigte wieder da sein
rec-note-put-back = Bitte vor dem Aushändigen nachfragen, ob das Zertifikat schon abgeholt ist. Neue Nummern folgen nach { $last }
err-note-moved = Die Warteschlange kommt von einem anderen Rechner oder aus einer Kopie. Vorgänge können fehlen, ausgehändigte wieder da sein
rec-note-moved = Bitte vor dem Aushändigen nachfragen, ob das Zertifikat schon abgeholt ist. Neue Nummern beginnen weit höher, damit keine zweimal vergeben wird
err-note-full = Der Datenträger ist voll. Es kann nichts aufgenommen werden
rec-note-full = Bitte Platz schaffen. Fertige Zertifikate lassen sich zeigen, drucken und speichern
err-note-read-only = Der Datenordner ist schreibgeschützt. Es kann nichts aufgenommen werden
rec-note-read-only = Bitte die Rechte des Ordners prüfen lassen. Fertige Zertifikate lassen sich zeigen, drucken und speichern
err-note-network = Der Datenordner liegt auf einem Netzlaufwerk, wo eine Warteschlange kaputtgeht. Es kann nichts aufgenommen werden
rec-note-network = Bitte die Person rufen, die dieses Gerät betreut: Der Ordner gehört auf eine Festplatte dieses Rechners. Fertige Zertifikate lassen sich zeigen und drucken
err-note-damaged = Die Warteschlange ist beschädigt. Es kann nichts aufgenommen werden
rec-note-damaged = Bitte alle Fenster von Impftheke schließen und das Programm neu starten. Was lesbar ist, wird dabei gerettet
note-day = %d.%m.%Y
note-seen-by = Gelesen? Mit „impftheke queue seen“ wird es nicht mehr gesagt
notice-taken-back = { $count ->
    [one] Ein Versuch war abgebrochen worden, der Vorgang wartet wieder
   *[other] { $count } Versuche waren abgebrochen worden, die Vorgänge warten wieder
}
