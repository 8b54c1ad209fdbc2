# Texte der Theke: was auf dem Bildschirm steht.
app-name = Impftheke
training-ribbon = Übungsbetrieb: Zertifikate tragen das Land XX und gelten nirgends
language-de = Deutsch
language-en = English
group-screens = Bildschirme
group-kind = Art des Zertifikats
group-language = Sprache
group-actions = Aktionen
cmd-issue = Ausstellen
cmd-issue-many = { $count } Zertifikate ausstellen
cmd-save-pdf = PDF speichern
cmd-same-person = Weiteres Zertifikat, gleiche Person
cmd-next-person = Weitere Person
cmd-next-customer = Nächster Kunde
cmd-remove-case = Vorgang entfernen
cmd-previous-case = Voriger Vorgang
cmd-next-case = Nächster Vorgang
cmd-vaccination = Impfung
cmd-recovery = Genesung
cmd-test = Test
cmd-birth-unknown = Geburtsdatum unbekannt
cmd-name-line = Namenszeile ändern
cmd-check-1 = Erste Prüfung abhaken
cmd-check-2 = Zweite Prüfung abhaken
cmd-check-3 = Dritte Prüfung abhaken
cmd-check-4 = Vierte Prüfung abhaken
cmd-language = Sprache wechseln
cmd-theme = Hell oder dunkel
cmd-help = Hilfe
cmd-issue-screen = Ausstellen
cmd-dismiss = Verstanden
key-ctrl = Strg
key-shift = Umschalt
key-alt = Alt
key-enter = Eingabe
key-delete = Entf
key-page-up = Bild auf
key-page-down = Bild ab
key-escape = Esc
cases-title = Dieser Besuch
case-unnamed = Noch ohne Namen
case-number = Vorgang { $number }
kind-dose = { $kind } { $dose }/{ $doses }
case-dose = { $kind }: { $product }, { $dose }/{ $doses }
case-before = Bereits aufgenommen: { $name }, { $event }
case-issued = { $number } ausgestellt: { $name }, { $event }
person-title = Person
person-aside = Wie im Ausweis
vaccination-title = Impfung
vaccination-aside = COVID-19
recovery-title = Genesung
recovery-aside = COVID-19
test-title = Test
test-aside = SARS-CoV-2
checks-title = Geprüft
checks-aside = Vor dem Ausstellen abhaken
checks-missing = Bitte prüfen und abhaken
check-identity = Identität
check-identity-line = Identität: im Ausweis { $lines }
line-instead = { $line } statt { $ours }
check-booklet = Impfpass
check-batch = Charge und Arztstempel
check-place = Impfort
check-finding = Testnachweis
field-family-name = Familienname
field-given-name = Vornamen
field-birth-date = Geburtsdatum
field-name-line = Namenszeile des Reisepasses
field-family-line = Familienname im Reisepass
field-given-line = Vornamen im Reisepass
field-product = Impfstoff
field-vaccination-date = Datum der Impfung
field-dose = Dosis
field-doses = von
field-history = Was kam davor?
field-reason = Grund für die Zahlen
field-first-positive = Erster positiver Test
field-valid-from = Gültig ab
field-valid-until = Gültig bis
field-test-kind = Art des Tests
field-test-name = Name des Tests
field-test-device = Schnelltest (Hersteller, Produkt)
field-sample-date = Datum der Probe
field-sample-time = Uhrzeit der Probe
field-test-outcome = Befund
field-test-centre = Teststelle
optional = optional
hint-date = TT.MM.JJJJ
hint-time = z. B. 14:32
hint-choose = Bitte wählen
hint-usual = Eingabetaste: { $answer }
hint-reason = Warum keine Regel passt, etwa: Serie im Ausland mit drei Dosen
hint-search = Suchen
help-names = Alle Vornamen, auch der zweite
help-dose = Die wievielte?
help-birth = Notfalls auch 08.1964 oder 1964
help-line = Wird aus dem Namen gebildet
help-line-proposed = Folgt dem Namen, bis Sie es ändern
help-line-unlike = Aus dem Namen: { $line }
help-line-typed = A bis Z, zwischen Namen <
help-line-obligatory = Bitte den Namen unten aus dem Ausweis abschreiben
help-unseen = Diese Schrift zeigt der Bildschirm nicht, gespeichert wird sie richtig
help-right-to-left = Anzeige von links, gespeichert wird richtig
birth-unknown = Nichts vom Geburtsdatum ist bekannt
birth-unknown-aside = unbekannt
age = { $years ->
    [one] 1 Jahr
   *[other] { $years } Jahre
}
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
date-words = { $day }. { $month } { $year }
date-and-age = { $date }, { $age }
month-words = { $month } { $year }, Tag unbekannt
year-words = { $year }, Tag und Monat unbekannt
proposed-date = Wird eingetragen: { $date }
before-nothing = Nichts, es ist die erste Impfung
before-same = Eine Dosis desselben Impfstoffs
before-other = Eine Dosis { $others }
one-of = { $first } oder { $last }
before-complete = Vollständige Serie mit zwei Dosen
before-janssen = Janssen als erste Impfung
before-recovery = Eine Genesung
before-recovery-and-dose = Genesung, dann Impfung mit 1/1
before-recovery-valneva = Genesung, dann Valneva mit 1/2
before-complete-valneva = Vollständige Serie mit Valneva
before-not-eu = Impfstoff ohne EU-Zulassung
answer-by-hand = Andere Reihenfolge: Dosis selbst eintragen
dose-rule-1 = Erste von zwei Impfungen (Regel vom { $since })
dose-rule-2 = Zweite von zwei, Serie vollständig (Regel vom { $since })
dose-rule-3 = Janssen: eine Dosis genügt (Regel vom { $since })
dose-rule-4 = Gemischte Serie, vollständig (Regel vom { $since })
dose-rule-5 = Nach Janssen zählt diese als zweite (Regel vom { $since })
dose-rule-6 = Nach Genesung genügt eine (Regel vom { $since })
dose-rule-7 = Nach Genesung einmal Janssen (Regel vom { $since })
dose-rule-8 = Auffrischimpfung (Regel vom { $since })
dose-rule-9 = Auffrischimpfung nach Janssen (Regel vom { $since })
dose-rule-10 = Auffrischimpfung nach Genesung (Regel vom { $since })
dose-rule-a = Zweimal Janssen, nachsehen (seit { $since })
dose-rule-c = Unübliche Mischung, nachsehen (seit { $since })
dose-rule-d = Auffrischimpfung nach Valneva, nachsehen (seit { $since })
dose-rule-e = Valneva nach Genesung: wie sonst (seit { $since })
dose-rule-i = Ohne EU-Zulassung, nachsehen (seit { $since })
dose-rule-k-mrna = Zugelassen nach mRNA-Impfstoff (seit { $since })
dose-rule-k-mrna-or-vector = Zugelassen nach mRNA oder Vektor (seit { $since })
dose-rule-k-only-mrna = Nur nach mRNA zugelassen, nachsehen (seit { $since })
dose-rule-k-only-mrna-or-vector = Nur nach mRNA oder Vektor, nachsehen (seit { $since })
dose-open-11 = Valneva ist nicht zur Auffrischimpfung vorgesehen
dose-open-b = Für Janssen als zweite Impfung gibt es keine Regel
dose-open-h = Janssen ist nicht zur Auffrischimpfung vorgesehen
dose-open-k = Dieser Impfstoff ist nur zur Auffrischimpfung zugelassen
dose-no-rule = Keine Regel nennt diesen Fall
confirm-same-holder = Dieselbe Person wie bei { $number }, Name oder Geburtsdatum berichtigt
confirm-age = Jünger als sechs Monate geimpft, Geburtsdatum und Datum stimmen
confirm-another-century = Das Kind war bei der Impfung so jung, { $year } ist falsch
confirm-before-authorisation = Vor der EU-Zulassung geimpft, so steht es im Impfpass
confirm-digits = Der Name besteht aus Ziffern
confirm-dose-order = Die Reihenfolge der Dosen stimmt so
confirm-early-date = Vor Dezember 2020 geimpft, so steht es im Impfpass
confirm-encoding = Der Name ist so richtig geschrieben
confirm-history = Im Impfpass nachgesehen, die Serie stimmt
confirm-history-i = { $dose ->
    [2] Im Impfpass nachgesehen: mit dieser Dosis vollständig, alle gezählt
   *[other] Im Impfpass nachgesehen: Serie vor dieser Dosis vollständig, alle gezählt
}
confirm-history-k = { $dose ->
    [1] Im Impfpass nachgesehen, es ist die erste Dosis
   *[other] Im Impfpass nachgesehen, die Dosen davor stimmen
}
confirm-interval = So kurz nacheinander geimpft, so steht es im Impfpass
confirm-old-sample = Die Probe ist älter als 72 Stunden und wird trotzdem bescheinigt
confirm-other-line = Ausweis verglichen, dort steht { $lines }
confirm-same-day = Zwei Dosen an einem Tag, so steht es im Impfpass
confirm-same-dose = Zweimal ausstellen, oder es sind zwei Personen
confirm-same-name = Zwei Personen, beide Geburtsdaten stimmen
confirm-sign = { $count ->
    [one] { $signs } gehört zum Namen
   *[other] { $signs } gehören zum Namen
}
confirm-too-soon = So viele Dosen bis zu diesem Tag, so steht es im Impfpass
confirm-unusual-dose = Mehr als neun Dosen sind richtig
asked-age = Jünger als sechs Monate, bitte bestätigen
asked-another-century = Geboren { $year }? Jahr bitte vierstellig
asked-before-authorisation = EU-Zulassung erst am { $date }, bitte bestätigen
asked-digits = Nur Ziffern: falsches Feld?
asked-dose-order = Reihenfolge der Dosen bitte prüfen
asked-early-date = Vor Dezember 2020, bitte bestätigen
asked-encoding = Falsche Buchstaben? Bitte neu tippen
asked-history = Bitte nachsehen und bestätigen
asked-interval = Abstand der Dosen so kurz? Bitte prüfen
asked-old-sample = Älter als 72 Stunden, bitte bestätigen
asked-other-line = Passt nicht zum Namen, bitte bestätigen
asked-same-day = Schon eine Dosis an diesem Tag, bitte prüfen
asked-same-dose = Unter diesem Namen und Geburtsdatum schon da
asked-same-name = Schon da, nur mit anderem Geburtsdatum
asked-sign = { $signs } im Namen? Bitte prüfen
asked-too-soon = So viele Dosen bis dahin? Bitte bestätigen
asked-too-soon-or-later = So viele bis dahin? War es { $date }?
asked-unusual-dose = Mehr als { $max }, bitte bestätigen
product-asides-other = ohne EU-Zulassung
test-naat = PCR (NAAT)
test-rapid = Antigen-Schnelltest
outcome-detected = Nachgewiesen
outcome-not-detected = Nicht nachgewiesen
hour-earlier = Sommerzeit
hour-later = Winterzeit
field-hour = Diese Stunde gibt es zweimal
fault-missing = Diese Angabe fehlt
fault-not-here = Gehört nicht hierher
fault-too-long = { $is } Zeichen, höchstens { $max } sind erlaubt
fault-forbidden = Enthält ein unsichtbares Zeichen, bitte von Hand tippen
fault-too-many-marks = Zu viele Zeichen auf einem Buchstaben, bitte von Hand tippen
fault-not-on-paper = Diese Schrift ist nicht druckbar, bitte lateinische Buchstaben
fault-no-latin = Diese Schrift lässt sich nicht umschreiben: Namen bitte unten wie im Ausweis eintragen
fault-no-letters = Enthält keinen Buchstaben
fault-not-a-line = Nur A bis Z, zwischen Namen <
fault-not-a-date = Bitte ein Datum eingeben, z. B. 12.08.1964
fault-not-a-time = Keine Uhrzeit, erwartet ist etwa 14:32
fault-no-such-day = Diesen Tag gibt es nicht
fault-twice = Diese Stunde gibt es zweimal, bitte wählen
fault-skipped = Diese Stunde fehlt wegen der Zeitumstellung
fault-future = Liegt in der Zukunft
fault-born-after = Liegt nach dem Ereignis. Geboren { $year }? Jahr bitte vierstellig
fault-before-birth = Liegt vor der Geburt
fault-too-early = Frühestens { $date }
fault-too-late = Spätestens { $date }
fault-not-this-day = Vorgeschrieben ist { $date }
fault-too-long-ago = Mehr als { $days } Tage her, kein Zertifikat mehr möglich
fault-unknown-code = Steht nicht im Verzeichnis
fault-inactive-code = Wird nicht mehr bescheinigt
fault-not-of-product = Gehört nicht zu diesem Impfstoff
fault-no-dose = Mindestens 1
fault-too-many = Höchstens { $max }, bitte neu eingeben
fault-not-a-number = Keine Zahl
fault-not-by-rule = Keine Regel gibt diese Zahlen
fault-no-reason = Bitte in Worten
fault-over = Schon abgelaufen, frühestens heute
fault-beyond-series = Größer als die Zahl daneben
fault-not-signed = Dafür ist der Signaturschlüssel hier nicht ausgestellt
fault-country = Kein Ländercode
fault-location = Keine Standortkennung
status-ready = Bereit zum Ausstellen
status-too-late = Hier ist nichts mehr auszustellen
status-left = { $count ->
    [one] Noch 1 Angabe offen
   *[other] Noch { $count } Angaben offen
}
status-correct = { $count ->
    [one] 1 Angabe fehlt oder ist zu berichtigen
   *[other] { $count } Angaben fehlen oder sind zu berichtigen
}
busy-issuing = Wird ausgestellt…
busy-saving = Wird gespeichert…
busy-refused = Läuft schon, bitte kurz warten
ask-changed = { $number }: inzwischen geändert
ask-done = { $number }: inzwischen erledigt
unseen-refused = Gerade erst erschienen, bitte erst ansehen
unseen-elsewhere = Erst ansehen, was eben fertig wurde: F2
opening-refused = Wird noch geöffnet: fragt der Schlüsselbund nach seinem Kennwort, bitte dort eingeben
preview-title = So steht es auf dem Zertifikat
preview-aside = Zum Mitlesen
result-title = Ausgestellt und geprüft
result-changed = { $count ->
    [one] { $numbers } wurde inzwischen geändert: nicht aushändigen
   *[other] { $numbers } wurden inzwischen geändert: nicht aushändigen
}
result-changed-then = Bitte in der Warteschlange (F3) ansehen
result-aside = Aus dem QR-Code zurückgelesen
result-name = Name
result-issuer = Aussteller
result-country = Land
result-uvci = Kennung
result-issued = Ausgestellt am
result-expires = Technisch gültig bis
result-dose = { $dose } von { $doses }
result-qr = QR-Code des Zertifikats
result-maker = Hersteller
help-title = Alle Tasten
help-aside = Esc oder F1 schließt
help-tab = Nächstes Feld
help-tab-key = Tab
help-not-medical = Impftheke ist kein Medizinprodukt
theme-light = Hell
theme-dark = Dunkel

# Notices
notice-gone = { $numbers }: inzwischen zurückgezogen oder gelöscht, darum nicht mehr zu sehen
notice-handed-over = { $numbers }: inzwischen ausgehändigt, darum nicht mehr zu sehen
notice-stays-ready = Nicht ausgehändigt, liegt fertig in der Warteschlange (F3): { $numbers }
notice-left-beside = Der andere Besuch wartet links bei den Meldungen (Alt+U)
notice-brought-back = { $numbers }: wieder in der Warteschlange (F3)
notice-saved = Gespeichert: { $path }

# Die Bildschirme
cmd-queue-screen = Warteschlange
cmd-order-next = Liste nach der nächsten Spalte ordnen
cmd-order-turned = Liste umgekehrt ordnen
cmd-today-screen = Heute
cmd-status = Zustand
cmd-drill = Portal-Ausfall üben
cmd-drill-stop = Ausfall beenden
training-drill = Übungsbetrieb, Zertifikate gelten nirgends: Portal-Ausfall wird geübt
badge-needs-you = { $count ->
    [one] 1 zu klären
   *[other] { $count } zu klären
}
badge-ready = { $count } fertig
badge-waiting = { $count ->
    [one] 1 wartet
   *[other] { $count } warten
}
news-ready = { $count ->
    [one] 1 Zertifikat ist fertig: { $key }
   *[other] { $count } Zertifikate sind fertig: { $key }
}
form-restored = Die Eingaben stehen wieder da, bitte prüfen und neu abhaken
form-unfinished = Unfertige Eingabe von { $time }: { $name }
form-corrects = Berichtigung von { $number }: Die Nummer bleibt, geändert wird erst beim Ausstellen
form-corrects-corrected = Berichtigung von { $number }: Der Vorgang ist inzwischen an anderer Stelle berichtigt. Bitte ihn in der Warteschlange (F3) oder unter Heute (F4) ansehen und die Eingaben hier verwerfen
form-corrects-issued = Berichtigung von { $number }: Der Vorgang ist inzwischen ausgestellt. Bitte ihn in der Warteschlange ansehen (F3) und die Eingaben hier verwerfen
form-corrects-withdrawn = Berichtigung von { $number }: Der Vorgang ist zurückgezogen, dieser bekommt eine neue Nummer
queue-unclear = Mehrere gefunden, bitte die ganze Nummer eingeben oder mit den Pfeilen wählen
delete-word = In der Suche löscht diese Taste ein Wort. Zum Zurückziehen erst mit den Pfeilen wählen
form-in-use = Erst die angefangenen Eingaben ausstellen oder verwerfen
day-and-time = { $date } { $time }
birth-unknown-short = Geburtsdatum unbekannt

# Die Warteschlange
cmd-show = Zertifikat zeigen
cmd-take-up = Unfertige Eingabe übernehmen
cmd-take = Übernehmen
cmd-discard = Verwerfen
cmd-hand-over = Aushändigen
cmd-hand-over-yes = Ja, aushändigen
cmd-correct = Berichtigen
cmd-correct-number = { $numbers } berichtigen
cmd-clock-is-right = Die Uhr stimmt
cmd-try-again = Erneut versuchen
cmd-print-slip = Abholschein drucken
cmd-withdraw = Zurückziehen
cmd-withdraw-yes = Ja, zurückziehen
cmd-no-slip-yes = Ja, ohne Schein
cmd-print-ready = Alle ungedruckten drucken
cmd-print-unprinted = { $count ->
    [one] 1 ungedrucktes drucken
   *[other] { $count } ungedruckte drucken
}
nothing-unprinted = Nichts Fertiges wartet auf den Druck; Strg+P druckt den gewählten Vorgang noch einmal
cmd-try-now = Jetzt versuchen
cmd-find = Vorgang suchen, von überall
cmd-clear-search = Suche leeren
cmd-back = Zurück
cmd-agree = Frage bejahen
cmd-undo = Zurückholen
undo-discarded = { $what } verworfen, Strg+Z holt zurück
undo-removed = { $what } entfernt, Strg+Z holt zurück
undo-taken-up = Berichtigung { $number } begonnen, Strg+Z legt sie weg
undo-correction = Berichtigung { $number }
undo-several = { $count } Eingaben
undo-unfinished = Unfertige Eingabe
undo-handed-over = { $numbers } ausgehändigt, Strg+Z holt zurück
undo-withdrawn = { $numbers } zurückgezogen, Strg+Z holt zurück
cmd-no = Doch nicht
try-now-in = Möglich in { $seconds } s
try-too-soon = Das Portal lässt sich in { $seconds } s wieder fragen, dann mit Strg+T
ask-more = und { $count } weitere
ask-hand-over = { $numbers } aushändigen? { $names }
ask-hand-over-then = { $persons ->
    [one] Danach werden die Daten der Person gelöscht
   *[other] Danach werden die Daten zu { $numbers } gelöscht
}
correct-while-sending = Wird gerade gesendet. Berichtigen geht, sobald das Portal geantwortet hat, spätestens in zwei Minuten
withdraw-while-sending = Wird gerade gesendet. Zurückziehen geht, sobald das Portal geantwortet hat, spätestens in zwei Minuten
ask-hand-over-unprinted = { $persons ->
    [one] Weder gedruckt noch gespeichert. Danach werden die Daten der Person gelöscht
   *[other] Weder gedruckt noch gespeichert. Danach werden die Daten zu { $numbers } gelöscht
}
ask-leave = { $numbers } ungedruckt aushändigen? { $names }
ask-leave-then = Nichts gedruckt oder gespeichert. Strg+N noch einmal: nächster Kunde, bleibt fertig liegen
ask-unseen = Eben erst gefragt: bitte lesen, dann noch einmal Alt+J
ask-no-slip = { $numbers } ohne Abholschein gehen lassen? { $names }
ask-no-slip-then = Die Abholnummer steht noch auf keinem Schein. Strg+N noch einmal: nächster Kunde
ask-withdraw = { $numbers } zurückziehen? { $names }
ask-withdraw-then = Die Daten werden gelöscht, ein Zertifikat gibt es nicht
search-label = Vorgang suchen
search-hint = Nummer, Name oder Geburtsdatum
queue-keys = Pfeiltasten wählen, Eingabe öffnet
queue-next-try = Nächster Versuch von selbst: { $time }
queue-to-mend = Wartende stehen still: { $what }. { $now }
queue-none-chosen = Nichts gewählt
queue-none-chosen-text = Abholschein scannen, suchen oder mit den Pfeilen wählen
queue-empty = Nichts wartet
queue-empty-text = Alles ist erledigt
queue-none-found = Nichts gefunden
queue-none-found-text = Auch ein Teil des Namens oder das Geburtsdatum genügt
column-number = Nummer
column-name = Name
column-birth = Geburtsdatum
column-kind = Art
column-state = Stand
column-since = Seit
column-done = Erledigt
column-certificate = Zertifikat
column-rising = { $title }, aufsteigend
column-falling = { $title }, absteigend
column-hint = Danach ordnen, noch einmal umgekehrt. Mit { $key } nach der nächsten Spalte
cases-count = { $count } Vorgänge
cases-shown-title = Aus der Warteschlange
cases-today-title = Aus der Liste von heute
state-waiting = Wartet
state-sending = Wird versucht
state-needs-login = Zu klären
state-needs-correction = Zu klären
state-ready = Fertig
state-partly-ready = { $ready } von { $all } fertig
state-expired = Frist vorbei
state-handed-over = Ausgehändigt
state-withdrawn = Zurückgezogen
state-waiting-text = Wird von selbst ausgestellt, es ist nichts zu tun
state-sending-text = Gerade läuft ein Versuch
state-needs-login-text = Die Anmeldung ist zu erneuern
state-needs-correction-text = Bitte die Angaben ansehen
state-ready-text = Das Zertifikat ist ausgestellt und geprüft
state-expired-text = Die Frist ist abgelaufen, die Daten sind noch da. Bitte erneut versuchen, berichtigen oder zurückziehen; Zurückziehen löscht sie
state-clock-text = Wird von selbst ausgestellt, sobald die Uhr dieses Rechners stimmt
state-early-text = Aufgenommen, als die Uhr vorging: wird ausgestellt, wenn diese Zeit gekommen ist. Sofort geht es mit Berichtigen
state-expired-finished-text = Die Frist ist abgelaufen, das Zertifikat ist noch da und kann ausgehändigt werden
detail-says = Das Portal sagt
detail-lost = Vom Portal vergeben, nie angekommen
detail-since = Aufgenommen
detail-next-try = Nächster Versuch
detail-clock-try = Sobald die Uhr stimmt
detail-unworked-try = Sobald die Warteschlange wieder läuft
detail-no-try = Sobald das Portal erreichbar ist
detail-when-mended = Nach „Jetzt versuchen“
detail-kept-try = Nicht von selbst, die Antwort ist aufgehoben. „Erneut versuchen“ lässt ein neues Zertifikat machen
detail-attempts = Versuche
detail-deadline = Frist
detail-deadline-past = { $time }, abgelaufen
output-none = Noch nicht gedruckt
output-printed = Gedruckt { $time }
output-saved = Gespeichert { $time }
detail-output = Ausgabe
quoted = „{ $text }“

# Heute
today-sum = { $count } ausgehändigt
today-vaccinations = { $count ->
    [one] { $count } Impfung
   *[other] { $count } Impfungen
}
today-recoveries = { $count ->
    [one] { $count } Genesung
   *[other] { $count } Genesungen
}
today-tests = { $count ->
    [one] { $count } Test
   *[other] { $count } Tests
}
today-withdrawn = Außerdem { $count } zurückgezogen
today-empty = Heute noch nichts ausgehändigt
today-empty-text = Was ausgehändigt ist, steht hier ohne Namen
today-reprint = Erneut zeigen bis { $time }
today-erased = Daten gelöscht

# Solange auf das Portal gewartet wird
cmd-stop-waiting = Nicht warten
sending-title = Das Portal wird gefragt
sending-left = Höchstens noch { $seconds } s
sending-safe = Der Besuch ist aufgenommen und sicher, nichts geht verloren
sending-escape = Mit Esc nicht länger warten: Der Besuch kommt sofort in die Warteschlange
taken-title = { $count ->
    [one] Aufgenommen. Das Zertifikat wird ausgestellt, sobald das Portal antwortet
   *[other] Aufgenommen. Die Zertifikate werden ausgestellt, sobald das Portal antwortet
}
taken-title-otherwise = { $count ->
    [one] Aufgenommen. Das Zertifikat wird ausgestellt, sobald es möglich ist
   *[other] Aufgenommen. Die Zertifikate werden ausgestellt, sobald es möglich ist
}
taken-title-ready = Der Besuch ist sicher aufgenommen und inzwischen ausgestellt
taken-title-staff = Sicher aufgenommen, aber noch nicht alles ausgestellt: Bitte ansehen
taken-number = { $count ->
    [one] Abholnummer
   *[other] Abholnummern
}
taken-not-waited = Auf das Portal wurde nicht gewartet
taken-ready = Inzwischen ist alles ausgestellt
taken-ready-now = Zertifikat zeigen, drucken und aushändigen, solange der Kunde noch da ist
taken-goes-on = Die Theke versucht es von selbst weiter
taken-unprinted = { $count ->
    [one] { $numbers } ist fertig, noch nicht gedruckt
   *[other] { $numbers } sind fertig, noch nicht gedruckt
}
taken-of-one = { $number }: { $what }
taken-pickup = Abholen ab
taken-pickup-at = { $date }, { $time } Uhr
taken-pickup-open = Steht erst fest, wenn das geklärt ist
taken-slip = Abholschein mitgeben
taken-slip-staff = Geht es nicht gleich, bitte den Abholschein mitgeben

# Schließen
cmd-close = Schließen
cmd-stay = Weiterarbeiten
closing-title = Noch nicht alles ist erledigt
closing-waiting = { $count ->
    [one] 1 Vorgang wartet auf sein Zertifikat
   *[other] { $count } Vorgänge warten auf ihr Zertifikat
}
closing-needs-you = { $count ->
    [one] 1 Vorgang ist zu klären
   *[other] { $count } Vorgänge sind zu klären
}
closing-ready = { $count ->
    [one] 1 fertiges Zertifikat wartet auf Abholung
   *[other] { $count } fertige Zertifikate warten auf Abholung
}
closing-printing = { $count ->
    [one] 1 Zertifikat kommt noch aus dem Drucker, erst danach gilt es als ausgehändigt
   *[other] { $count } Zertifikate kommen noch aus dem Drucker, erst danach gelten sie als ausgehändigt
}
closing-safe = Alles ist sicher gespeichert und geht beim nächsten Start weiter
closing-meanwhile = Das Portal wird nur gefragt, solange Impftheke läuft

# Der Zustand
status-title = Zustand
status-aside = Esc schließt
light-network = Netz
light-portal = Portal
light-login = Anmeldung
light-signer = Signatur
light-printer = Drucker
light-clock = Uhr
light-signer-ends = Signaturschlüssel gilt nur noch bis { $date }
light-signer-ends-todo = Bitte rechtzeitig ein neues Zertifikat bestellen und einspielen lassen; danach wird nichts mehr ausgestellt, und die Vorgänge warten.
light-clock-ahead = Uhr geht { $off } vor
light-clock-behind = Uhr geht { $off } nach
light-clock-todo = Bitte Datum und Uhrzeit dieses Rechners stellen. Bis dahin wird nichts ausgestellt, nichts geht verloren.
light-clock-unsure = Uhr steht { $off } weiter als zuletzt
light-clock-unsure-todo = Bitte Datum und Uhrzeit dieses Rechners prüfen. Bis dahin wird nichts ausgestellt, und keine Frist läuft ab.
light-clock-confirm = Zeigt die Uhr schon die richtige Zeit, bitte mit { $key } bestätigen.
off-minutes = { $count } Minuten
off-hours = { $count } Stunden
off-days = { $count } Tage
light-works-short = { $time ->
    [never] { $what } in Ordnung
   *[other] { $what } { $time }
}
light-works-long = { $time ->
    [never] In Ordnung
   *[other] In Ordnung, zuletzt { $time }
}
light-fails-short = { $time ->
    [never] { $what } gestört, bisher nie in Ordnung
   *[other] { $what } gestört, zuletzt { $time }
}
light-fails-long = { $time ->
    [never] Gestört, bisher nie in Ordnung
   *[other] Gestört, zuletzt in Ordnung: { $time }
}
light-everyone-short = { $time ->
    [never] { $what } gestört, betrifft vermutlich alle
   *[other] { $what } gestört, betrifft vermutlich alle, zuletzt { $time }
}
light-everyone-long = { $time ->
    [never] Gestört, bisher nie in Ordnung
   *[other] Gestört, zuletzt in Ordnung: { $time }
}
light-needs-you-short = { $what } braucht Sie
light-needs-you-long = { $time ->
    [never] Jemand muss etwas tun
   *[other] Jemand muss etwas tun, zuletzt in Ordnung: { $time }
}
light-unknown-short = { $what } ungeprüft
light-unknown-long = { $time ->
    [never] Noch nicht geprüft
   *[other] Noch nicht geprüft, zuletzt in Ordnung: { $time }
}
light-everyone = Das eigene Netz arbeitet, nur das Portal nicht: Das betrifft vermutlich alle

# Hilfe
help-everywhere = Überall
help-form = Ausstellen
help-queue = Warteschlange und Heute
help-result = Zertifikat
help-waiting = Warten auf das Portal
help-arrows-key = Pfeile, Bild, Pos1, Ende
help-arrows = In der Liste wählen
help-scroll-key = Umschalt+Bild
help-scroll = Seite, gewählten Vorgang und Meldungen blättern
help-open = Öffnen
help-onward = Weiter zur nächsten offenen Angabe, am Ende ausstellen
help-tick-key = Leertaste
help-tick = Abhaken und weiter

# Was ein Versuch angetroffen hat (trouble-…) und was jetzt zu tun ist (todo-…): immer paarweise.
trouble-offline = Die Theke hat kein Netz
todo-offline = Bitte Kabel und Router prüfen. Der Vorgang wartet sicher
trouble-unreachable = Das Portal ist nicht erreichbar
todo-unreachable = Es ist nichts zu tun, die Theke versucht es weiter
trouble-tls = Das Portal konnte sich nicht ausweisen
todo-tls = Bleibt es dabei, bitte die Person rufen, die diesen Rechner betreut
trouble-timeout = Das Portal hat nicht rechtzeitig geantwortet
todo-timeout = Es ist nichts zu tun, die Theke versucht es weiter
trouble-lost-answer = Die Antwort des Portals ging unterwegs verloren
todo-lost-answer = Es ist nichts zu tun, der Vorgang wird nicht doppelt ausgestellt
trouble-too-many = Das Portal nimmt gerade nicht mehr Anfragen an
todo-too-many = Es ist nichts zu tun, die Theke wartet so lange, wie das Portal will
trouble-unavailable = Das Portal ist überlastet oder wird gewartet
todo-unavailable = Es ist nichts zu tun, die Theke versucht es weiter
trouble-server-fault = Im Portal ist ein Fehler aufgetreten
todo-server-fault = Es ist nichts zu tun, die Theke versucht es weiter
trouble-not-the-portal = Statt des Portals hat etwas anderes geantwortet
todo-not-the-portal = Bitte prüfen, ob das Netz eine Anmeldeseite zeigt. Die Theke versucht es weiter
trouble-wrong-flow = Das Portal arbeitet anders, als diese Theke eingestellt ist
todo-wrong-flow = Bitte die Einstellungen prüfen lassen, dann „Jetzt versuchen“
trouble-login-missing = Das Portal kennt die Anmeldung nicht
todo-login-missing = Bitte die Anmeldung erneuern lassen, dann „Jetzt versuchen“
trouble-forbidden = Das Portal hat die Anmeldung abgewiesen
todo-forbidden = Bitte beim Portal klären, ob der Zugang gesperrt ist, dann „Jetzt versuchen“
trouble-login-unusable = Der Schlüssel für die Anmeldung ist nicht benutzbar
todo-login-unusable = Bitte Karte, PIN oder Schlüssel prüfen lassen, dann „Jetzt versuchen“
trouble-roots-unusable = Die Datei mit den Zertifikaten des Netzes (portal.roots) ist nicht benutzbar
todo-roots-unusable = Bitte die Person rufen, die diesen Rechner betreut. Fertige Zertifikate gibt es weiterhin
trouble-proxy-unusable = Der eingestellte Proxy (portal.proxy) ist nicht benutzbar
todo-proxy-unusable = Bitte die Person rufen, die diesen Rechner betreut. Fertige Zertifikate gibt es weiterhin
trouble-proxy-kind = Der eingestellte Proxy ist von einer Art, die Impftheke nicht spricht, etwa SOCKS
todo-proxy-kind = Bitte einen HTTP-Proxy eintragen lassen (portal.proxy), dann „Jetzt versuchen“
trouble-proxy-auto-config = Als Proxy ist eine PAC-Datei eingestellt, kein Proxy
todo-proxy-auto-config = Bitte den Proxy selbst eintragen lassen (portal.proxy), dann „Jetzt versuchen“
trouble-proxy-not-found = Der Name des Proxys ist in diesem Netz nicht bekannt
todo-proxy-not-found = Bitte Kabel und Router prüfen. Bleibt es dabei, bitte den Proxy prüfen lassen
trouble-proxy-down = Der Proxy der Apotheke ist nicht erreichbar
todo-proxy-down = Bleibt es dabei, bitte die Person rufen, die das Netz betreut. Die Theke versucht es weiter
trouble-proxy-silent = Der Proxy der Apotheke antwortet nicht
todo-proxy-silent = Bleibt es dabei, bitte die Person rufen, die das Netz betreut. Die Theke versucht es weiter
trouble-proxy-closed = Der Proxy der Apotheke hat die Verbindung abgebrochen
todo-proxy-closed = Bleibt es dabei, bitte die Person rufen, die das Netz betreut. Die Theke versucht es weiter
trouble-proxy-login = Der Proxy der Apotheke verlangt eine Anmeldung
todo-proxy-login = Bitte Benutzer und Kennwort des Proxys eintragen lassen, dann „Jetzt versuchen“
trouble-proxy-password = Der Proxy der Apotheke nimmt Benutzer oder Kennwort nicht an
todo-proxy-password = Bitte Benutzer und Kennwort des Proxys prüfen lassen, dann „Jetzt versuchen“
trouble-proxy-scheme = Der Proxy der Apotheke verlangt eine Anmeldung, die Impftheke nicht spricht
todo-proxy-scheme = Bitte im Proxy die Anmeldung „Basic“ erlauben lassen, dann „Jetzt versuchen“
trouble-proxy-refused = Der Proxy der Apotheke lässt das Portal nicht zu
todo-proxy-refused = Bitte das Portal im Proxy freigeben lassen, dann „Jetzt versuchen“
trouble-proxy-no-way = Der Proxy der Apotheke erreicht das Portal nicht
todo-proxy-no-way = Es ist nichts zu tun, die Theke versucht es weiter
trouble-proxy-page = Der Proxy der Apotheke zeigt eine Seite, statt zum Portal zu verbinden
todo-proxy-page = Bitte im Browser nachsehen, ob das Netz etwas verlangt. Die Theke versucht es weiter
trouble-network-login = Das Netz verlangt eine Anmeldung
todo-network-login = Bitte im Browser am Netz anmelden. Die Theke versucht es weiter
trouble-invalid = Das Portal versteht die Anfrage nicht
todo-invalid = Bitte die Angaben berichtigen. Sind sie richtig, bitte dem Portal melden
trouble-not-acceptable = Das Portal hat die Angaben abgelehnt
todo-not-acceptable = Bitte die Angaben mit dem Nachweis vergleichen und berichtigen
trouble-conflict = Das Portal sagt, dieses Zertifikat gebe es schon
todo-conflict = Bitte fragen, ob es schon ausgehändigt wurde, dann erneut versuchen oder zurückziehen
trouble-other-content = Das Portal hat etwas anderes bescheinigt, als verlangt war
todo-other-content = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-other-country = Das Zertifikat ist auf ein anderes Land ausgestellt als das dieser Theke
todo-other-country = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-identifier-unfit = Das Portal hat eine Kennung vergeben, die keine gültige ist
todo-identifier-unfit = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-identifier-taken = Das Portal hat eine Kennung vergeben, die schon ein anderer Vorgang hat
todo-identifier-taken = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-certificate-expired = Das Portal lässt Zertifikate schon bei der Ausgabe ablaufen
todo-certificate-expired = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-issued-in-future = Das Zertifikat trägt eine Uhrzeit, die noch nicht ist
todo-issued-in-future = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-unknown-signer = Der Aussteller ist dieser Theke nicht bekannt
todo-unknown-signer = Bitte die Liste der Aussteller erneuern lassen (portal.signers). Die Antwort ist aufgehoben
trouble-other-signer = Die Unterschrift stammt nicht vom erwarteten Aussteller
todo-other-signer = Nichts davon aushändigen. Bitte den Aussteller prüfen lassen, dann „Jetzt versuchen“
trouble-signer-not-allowed = Der Aussteller ist abgelaufen oder darf solche Zertifikate nicht unterschreiben
todo-signer-not-allowed = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-signer-ends-first = Das Zertifikat würde länger gelten als sein Aussteller
todo-signer-ends-first = Nichts davon aushändigen. Bitte dem Portal melden, dann „Jetzt versuchen“
trouble-clock-wrong = Die Uhr dieses Rechners ging falsch
todo-clock-wrong = Bitte Datum und Uhrzeit dieses Rechners stellen, dann geht es von selbst weiter
trouble-keys-unusable = Die Übungsschlüssel dieses Rechners sind beschädigt oder abgelaufen
todo-keys-unusable = „Jetzt versuchen“ in der Warteschlange (F3) macht neue; fertige Zertifikate bleiben, wie sie sind
trouble-signing-key-unusable = Der Signaturschlüssel ist abgelaufen oder lässt sich nicht verwenden
todo-signing-key-unusable = Bitte das neue Zertifikat einspielen lassen; die Vorgänge bleiben so lange aufgehoben, fertige Zertifikate bleiben, wie sie sind
trouble-not-set-up = Die Einstellungen passen nicht zusammen
todo-not-set-up = Bitte die Einstellungen berichtigen lassen; wurde das Profil gewechselt, Impftheke neu starten
trouble-token-missing = Der Signaturschlüssel steckt nicht: Karte oder Stick fehlt
todo-token-missing = Bitte Karte oder Stick einstecken, dann „Jetzt versuchen“
trouble-pin-refused = Die PIN des Signaturschlüssels wurde nicht angenommen
todo-pin-refused = Sie wird nicht von selbst noch einmal versucht, damit die Karte nicht gesperrt wird. Bitte die PIN neu hinterlegen lassen
trouble-signer-failed = Der Schlüssel dieses Rechners hat nicht unterschrieben
todo-signer-failed = Bitte den Schlüssel prüfen lassen, dann „Jetzt versuchen“
trouble-self-check = Das Zertifikat hat die eigene Prüfung nicht bestanden
todo-self-check = Bitte die Angaben vergleichen, dann berichtigen oder erneut versuchen
trouble-recovery-over = Der letzte gültige Tag der Genesung ist vorbei
todo-recovery-over = Bitte die Daten prüfen und den Vorgang berichtigen oder zurückziehen
trouble-unreadable = Was aufgenommen wurde, ist nach den heutigen Regeln nicht mehr lesbar
todo-unreadable = Bitte neu aufnehmen und diesen Vorgang zurückziehen

# Gesperrt
unlock-title = Impftheke entsperren
unlock-body = Die Passphrase öffnet die gespeicherten Vorgänge
unlock-title-new = Passphrase wählen
unlock-body-new = Sie schützt alle gespeicherten Vorgänge; ohne sie kann niemand sie öffnen, auch wir nicht. Bitte sicher hinterlegen.
unlock-field = Passphrase
unlock-again = Passphrase wiederholen
unlock-open = Entsperren
unlock-set = Passphrase festlegen
unlock-rule = Mindestens { $least } Zeichen
unlock-wrong = Passphrase falsch, bitte noch einmal eingeben
unlock-empty = Bitte die Passphrase eingeben
unlock-differs = Die beiden Eingaben sind verschieden

# Was gerade gedruckt wird
print-line = { $numbers }: { $what }
print-line-of = { $numbers } ({ $place } von { $of }): { $what }
print-preparing = Wird vorbereitet
print-stopped = Hier wurde angehalten, die übrigen sind nicht gedruckt
print-same = Das wird schon gedruckt
print-login-then = Bitte bei den Druckern anmelden (F9), dann wird gedruckt
print-login-left = Es wird nicht mehr gedruckt, der nächste Kunde ist dran. Bitte bei den Druckern anmelden (F9) und dann in der Warteschlange drucken (F3)
print-stays-ready = Das Zertifikat liegt fertig in der Warteschlange (F3)
print-no-printer = Noch nicht auf Papier: kein Drucker erreichbar. Gespeichert als { $path }, bitte öffnen und drucken
print-no-printer-several = Noch nicht auf Papier: kein Drucker erreichbar. { $count } Dateien gespeichert in { $path }, bitte öffnen und drucken
print-opened = Noch nicht auf Papier: kein Drucker erreichbar. Gespeichert als { $path } und geöffnet, bitte dort drucken
cmd-print = Drucken
cmd-print-numbers = { $numbers } drucken
cmd-print-and-go-on = Drucken, nächster Kunde
cmd-cancel-print = Abbrechen
cmd-put-away = Druck abbrechen oder Meldung schließen

# F9: die Drucker
cmd-printers = Drucker wählen
printers-asked = Die Drucker werden gefragt
printers-asked-long = Das dauert einige Sekunden, wenn einer nicht antwortet
printers-certificates = Zertifikate, A4
printers-slips = Abholscheine
printers-aside = Esc oder F9 schließt
printers-default = Standarddrucker dieses Rechners
printers-forget = Bestätigtes Zertifikat vergessen
printers-forget-then = Der Drucker bekommt nichts mehr, bis sein Zertifikat wieder bestätigt ist
printers-any-tray = Fach wählt der Drucker
printers-login = Anmeldung an diesem Drucker
printers-user = Benutzer
printers-password = Kennwort
printers-log-in = Anmelden
printers-logging-in = Die Anmeldung wird geprüft
printers-logged-in = Angemeldet als { $user }
printers-log-out = Abmelden
printers-log-out-then = Benutzer und Kennwort werden vergessen
printers-user-empty = Bitte den Benutzer eingeben
printers-user-sign = Im Benutzernamen ist kein Doppelpunkt erlaubt
printers-password-empty = Bitte das Kennwort eingeben
printers-too-long = Das ist zu lang
printers-refused = Benutzer oder Kennwort falsch: bitte noch einmal eingeben
