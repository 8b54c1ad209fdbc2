# Das Blatt zum Mitnehmen.

paper-title = Digitales COVID-Zertifikat der EU
paper-title-first = Digitales COVID-
paper-title-second = Zertifikat der EU
paper-specimen = MUSTER
paper-country = Land
paper-country-xx = Ausbildung
paper-country-de = Deutschland
paper-vaccination = Impfzertifikat
paper-recovery = Genesenenzertifikat
paper-test = Testzertifikat
paper-dose = Dosis
paper-page = Seite { $page } von { $pages }
paper-codes = { $pages ->
    [2] 2 Codes: bitte beide scannen
   *[other] { $pages } Codes: bitte alle scannen
}
paper-scan = Diesen Code vorzeigen oder in eine App einlesen

paper-symbol = QR-Code mit allen Angaben dieses Zertifikats
paper-flag = Flagge der Europäischen Union mit dem Länderkürzel { $code }

paper-name = Name, Vorname
paper-passport = In der Schreibweise des Reisepasses
paper-birth-date = Geburtsdatum
paper-identifier = Eindeutige Zertifikatkennung

paper-agent = Erreger
paper-agent-recovered = Krankheit oder Erreger, von dem der Bürger/die Bürgerin genesen ist
paper-prophylaxis = Impfstofftyp
paper-product = Impfarzneimittel
paper-holder = Zulassungsinhaber oder Hersteller des Impfstoffs
paper-series = Erstimpfung/Wiederimpfung
paper-series-value = { $dose } von { $doses }
paper-vaccinated-on = Datum der Impfung
paper-member-state-vaccination = Mitgliedstaat der Impfung
paper-member-state = Mitgliedstaat
paper-issuer = Zertifikataussteller
paper-test-kind = Testart
paper-test-kind-naat = PCR-Test oder anderer NAAT
paper-test-kind-antigen = Antigen-Schnelltest
paper-test-name = Name des Tests
paper-test-device = Testhersteller
paper-sampled-at = Datum und Uhrzeit der Probenahme
paper-outcome = Testergebnis
paper-outcome-detected = Nachgewiesen
paper-outcome-not-detected = Nicht nachgewiesen
paper-centre = Testzentrum oder -einrichtung
paper-first-positive = Datum des ersten positiven Testergebnisses
paper-valid-from = Zertifikat gültig ab
paper-valid-until = Zertifikat gültig bis (höchstens 180 Tage ab dem ersten positiven Testergebnis)

paper-dose-one-shot = 1 von 1: Dieser Impfstoff war als eine einzige Dosis vorgesehen.
paper-dose-recovered = 1 von 1: Nach einer Genesung ist die Grundimmunisierung mit einer Dosis vollständig.
paper-dose-after-janssen = { $dose } von 1: weitere Impfung nach Janssen.
paper-dose-after-recovery = { $dose } von 1: weitere Impfung nach einer Genesung.
paper-dose-booster = { $dose } von { $doses }: Auffrischimpfung nach vollständiger Grundimmunisierung.

paper-issued = Ausgestellt
paper-expires = Technisch gültig bis
paper-date-form = JJJJ-MM-TT

paper-notes = Gut zu wissen
paper-note-show = Vorzeigen
paper-note-show-text = Der QR-Code und Ihr Ausweis genügen, gedruckt oder auf dem Telefon.
paper-note-keep = Aufbewahren
paper-note-keep-text = Mit diesem Blatt können Sie den Code jederzeit neu in eine App einlesen.
paper-note-privacy = Schützen
paper-note-privacy-text = Im Code stehen Gesundheitsdaten, die jeder Scanner lesen kann. Stellen Sie kein Foto davon ins Netz.
paper-note-travel = Reisen
paper-note-travel-text = Dieses Blatt ist kein Reisedokument. Welche Regeln am Ziel gelten, steht auf reopen.europa.eu
paper-note-error = Etwas stimmt nicht?
paper-note-error-text = Kommen Sie mit diesem Blatt dorthin zurück, wo Sie es bekommen haben.
paper-fold = So wird das Blatt handlich
paper-fold-first = 1. Obere Hälfte nach hinten.
paper-fold-second = 2. Linke Hälfte nach hinten.

# Der Abholschein.

slip-document = Abholschein { $number }
slip-title = Abholschein
slip-not-valid = Noch nicht ausgestellt, kein gültiger Nachweis
slip-symbol = QR-Code mit der Abholnummer
slip-number = Abholnummer
slip-cases = { $cases ->
    [one] 1 Zertifikat
   *[other] { $cases } Zertifikate
}
slip-come = Bitte kommen Sie wieder
slip-come-at = { $day } { $date }, ab { $time } Uhr
slip-bring = Mitbringen
slip-bring-text = Diesen Schein und Ihren Ausweis
slip-collect-by = Abholen bis
slip-collect-by-text = { $date }, danach darf die Apotheke Ihre Daten löschen
slip-phone = Telefon
slip-hours = Öffnungszeiten
slip-why = { $cases ->
    [one] Ihr Zertifikat kann
   *[other] Ihre Zertifikate können
} gerade nicht ausgestellt werden. Ihre Unterlagen sind geprüft; sobald es wieder geht, holen wir es nach.
slip-ask = Bitte melden Sie sich
slip-ask-first = Bevor Sie wiederkommen
slip-why-ask = { $cases ->
    [one] Ihr Zertifikat ist
   *[other] Ihre Zertifikate sind
} noch nicht ausgestellt, es ist noch etwas zu klären. In der Apotheke erfahren Sie, wie es weitergeht.
slip-call = Ein Anruf vorher sagt Ihnen, ob alles bereitliegt.
slip-taken = Aufgenommen am { $date } um { $time } Uhr
slip-day-1 = Mo
slip-day-2 = Di
slip-day-3 = Mi
slip-day-4 = Do
slip-day-5 = Fr
slip-day-6 = Sa
slip-day-7 = So

# Öffnungszeiten, die so nicht gehen.
hours-missing = Es fehlen Öffnungszeiten, zum Beispiel Mo-Fr 8:30-18:30, Sa 9-13
hours-too-long = { $is } Zeichen sind zu viele, bitte kürzen
hours-unknown = „{ $what }“ ist weder ein Wochentag noch eine Uhrzeit
hours-not-a-time = „{ $what }“ ist keine Uhrzeit, bitte Stunde und Minute wie 8:30
hours-no-day = An welchen Tagen ist ab { $what } geöffnet?
hours-no-times = Wann ist am { $what } geöffnet?
hours-no-end = Bis wann ist ab { $what } geöffnet?
hours-stray-dash = Ein Strich steht zwischen zwei Tagen oder zwei Uhrzeiten
hours-not-an-opening = { $what }: Geschlossen wird am selben Tag und mindestens eine halbe Stunde nach dem Öffnen
hours-overlap = Am { $what } überschneiden sich zwei Öffnungszeiten
hours-open-and-closed = { $what } steht als geöffnet und als geschlossen da: bitte nur eines von beiden
hours-not-a-closing = „{ $what }“ ist keine Uhrzeit: bitte eine wie 13:00 oder „geschlossen“
hours-not-a-date = „{ $what }“ ist kein Tag: bitte Tage wie 24.5.2027, 27.12.2026-2.1.2027 oder jedes Jahr 8.8., mit Komma dazwischen
hours-not-a-land = „{ $what }“ ist kein Bundesland: bitte sein Kürzel wie DE-BY
hours-closed-when = An welchen Tagen ist geschlossen?
