# Wie ein Drucker steht
print-state-idle = Bereit
print-state-printing = Druckt
print-state-stopped = Steht
print-state-unknown = Zustand unbekannt

# Was ein Drucker braucht: das Problem und was zu tun ist
print-reason-cover-open = Eine Klappe ist offen: bitte schließen, der Auftrag läuft dann weiter
print-reason-held = Der Auftrag ist angehalten: bitte am Rechner oder am Drucker freigeben
print-reason-jam = Papierstau: bitte das Papier entfernen, der Auftrag läuft dann weiter
print-reason-paper-needed = Der Drucker wartet auf Papier: bitte einlegen, der Auftrag läuft dann weiter
print-reason-paper-empty = Papier leer: bitte nachlegen, der Auftrag läuft dann weiter
print-reason-paper-low = Das Papier geht zu Ende: bitte bald nachlegen
print-reason-offline = Der Drucker ist aus oder ohne Verbindung: bitte einschalten und Kabel prüfen
print-reason-other = Der Drucker meldet „{ $keyword }“: bitte am Drucker nachsehen
print-reason-paused = Der Drucker ist angehalten: bitte in den Druckereinstellungen fortsetzen
print-reason-output-full = Das Ausgabefach ist voll: bitte leeren, der Auftrag läuft dann weiter
print-reason-toner-empty = Toner oder Tinte leer: bitte wechseln, der Auftrag läuft dann weiter
print-reason-toner-low = Toner oder Tinte geht zu Ende: bitte Nachschub bereitlegen
print-reason-tray-missing = Ein Fach fehlt: bitte einschieben, der Auftrag läuft dann weiter

# Wie weit ein Auftrag ist
print-progress-accepted = Angenommen
print-progress-waiting = Der Auftrag wartet
print-progress-printing = Wird gedruckt
print-progress-silent = Der Drucker antwortet gerade nicht, der Auftrag läuft vielleicht trotzdem
print-progress-done = Drucker meldet fertig
print-progress-failed = Nicht fertig gedruckt
print-progress-canceled = Der Auftrag wurde abgebrochen
print-progress-gone = Der Drucker kennt den Auftrag nicht mehr: bitte nachsehen, ob das Blatt da ist
print-progress-handed-on = Dem Rechner zum Drucken übergeben, mehr ist hier nicht zu sehen: bitte nachsehen
print-failure-aborted = Der Drucker hat den Auftrag abgebrochen: bitte am Drucker nachsehen, dann noch einmal drucken
print-failure-document = Der Drucker kann das Dokument nicht lesen: bitte einen anderen Drucker wählen
print-failure-errors = Der Drucker meldet Fehler: bitte das Blatt ansehen, den Code scannen oder noch einmal drucken
print-failure-filter = Dem Rechner fehlt ein Programm für diesen Drucker: bitte die Person rufen, die dieses Gerät betreut
print-still-waiting = Der Auftrag läuft am Drucker weiter. Bitte warten oder dort abbrechen, nicht noch einmal senden

# Warum nicht gedruckt wurde (print-fault-…) und was jetzt zu tun ist (print-todo-…): immer paarweise.
print-fault-declined = Der Drucker nimmt den Auftrag nicht an
print-todo-declined = Bitte am Drucker nachsehen, dann noch einmal drucken
print-fault-forbidden = Der Drucker lässt diesen Rechner nicht drucken
print-todo-forbidden = Bitte die Person rufen, die dieses Gerät betreut
print-fault-identity-changed = Der Drucker weist sich anders aus als bisher, deshalb wurde nichts gesendet
print-todo-identity-changed = Wurde er getauscht oder neu eingerichtet, bitte neu bestätigen lassen. Sonst bitte melden
print-fault-identity-unknown = Diesen Drucker hat noch niemand bestätigt, deshalb wurde nichts gesendet
print-todo-identity-unknown = Bitte in den Einstellungen bestätigen lassen: „impftheke printers --trust“
print-fault-lost = Die Verbindung zum Drucker ist abgerissen, es wurde nichts gedruckt
print-todo-lost = Bitte Kabel und Netz prüfen, dann noch einmal drucken
print-fault-no-default = Es ist kein Drucker gewählt
print-todo-no-default = Bitte einen Drucker wählen (F9)
print-fault-no-paper = Der Drucker bietet das nötige Papier nicht an
print-todo-no-paper = Bitte am Drucker das Papierformat einstellen oder einen anderen Drucker wählen
print-fault-no-pdf = Dieser Drucker versteht kein PDF
print-todo-no-pdf = Bitte einen anderen Drucker wählen oder das PDF speichern und von dort drucken
print-fault-no-tray = Das eingestellte Fach gibt es an diesem Drucker nicht
print-todo-no-tray = Bitte in den Einstellungen ein anderes Fach wählen
print-fault-no-service = Der Druckdienst dieses Rechners antwortet nicht
print-todo-no-service = Bitte den Rechner neu starten. Eilt es, das PDF speichern und von dort drucken
print-fault-no-such-printer = Den eingestellten Drucker gibt es nicht mehr
print-todo-no-such-printer = Bitte in den Einstellungen einen anderen Drucker wählen
print-fault-not-a-printer = Unter dieser Adresse antwortet kein Drucker
print-todo-not-a-printer = Bitte die Adresse in den Einstellungen prüfen lassen
print-fault-rejecting = Der Drucker nimmt gerade keine Aufträge an
print-todo-rejecting = Bitte in den Druckereinstellungen wieder freigeben oder einen anderen Drucker wählen
print-fault-stopped = Der Drucker steht, deshalb wurde nichts gesendet
print-todo-stopped = Bitte am Drucker nachsehen, dann noch einmal drucken
print-fault-timeout = Der Drucker antwortet nicht
print-todo-timeout = Bitte prüfen, ob er an ist, dann noch einmal drucken
print-fault-tls = Die Verbindung zum Drucker ist nicht sicher, deshalb wurde nichts gesendet
print-todo-tls = Bitte die Person rufen, die dieses Gerät betreut
print-fault-too-late = Der Auftrag lässt sich nicht mehr abbrechen
print-todo-too-late = Bitte am Drucker nachsehen
print-fault-unclear = Es ist unklar, ob gedruckt wird
print-todo-unclear = Bitte am Drucker nachsehen, bevor noch einmal gedruckt wird
print-fault-unreachable = Der Drucker ist nicht erreichbar
print-todo-unreachable = Bitte einschalten und Kabel prüfen, dann noch einmal drucken
print-fault-viewer = Die PDF-Datei ließ sich nicht öffnen
print-todo-viewer = Bitte die Datei im Ordner öffnen und von dort drucken
