# The sheet that people take home.

paper-title = EU Digital COVID Certificate
paper-title-first = EU Digital
paper-title-second = COVID Certificate
paper-specimen = SPECIMEN
paper-country = Country
paper-country-xx = Training
paper-country-de = Germany
paper-vaccination = Vaccination certificate
paper-recovery = Certificate of recovery
paper-test = Test certificate
paper-dose = Dose
paper-page = page { $page } of { $pages }
paper-codes = { $pages ->
    [2] 2 codes, scan both
   *[other] { $pages } codes, scan all of them
}
paper-scan = Show this code or scan it into an app

paper-symbol = QR code with all details of this certificate
paper-flag = Flag of the European Union with the country code { $code }

paper-name = Surname(s) and forename(s)
paper-passport = As spelled in a passport
paper-birth-date = Date of birth
paper-identifier = Unique certificate identifier

paper-agent = Disease or agent targeted
paper-agent-recovered = Disease or agent the citizen has recovered from
paper-prophylaxis = Vaccine/prophylaxis
paper-product = Vaccine medicinal product
paper-holder = Vaccine marketing authorisation holder or manufacturer
paper-series = Number in a series of vaccinations/doses and the overall number of doses in the series
paper-series-value = { $dose } of { $doses }
paper-vaccinated-on = Date of vaccination
paper-member-state-vaccination = Member State of vaccination
paper-member-state = Member State
paper-issuer = Certificate issuer
paper-test-kind = Type of test
paper-test-kind-naat = Nucleic acid amplification with probe detection
paper-test-kind-antigen = Rapid immunoassay
paper-test-name = Test name
paper-test-device = Test manufacturer
paper-sampled-at = Date and time of the test sample collection
paper-outcome = Result of the test
paper-outcome-detected = Detected
paper-outcome-not-detected = Not detected
paper-centre = Testing centre or facility
paper-first-positive = Date of first positive test result
paper-valid-from = Certificate valid from
paper-valid-until = Certificate valid until (not more than 180 days after the date of first positive test result)

paper-dose-one-shot = 1 of 1: this vaccine was meant as a single dose.
paper-dose-recovered = 1 of 1: after a recovery, one dose completes the primary course.
paper-dose-after-janssen = { $dose } of 1: a further dose after Janssen.
paper-dose-after-recovery = { $dose } of 1: a further dose after a recovery.
paper-dose-booster = { $dose } of { $doses }: booster after a complete primary course.

paper-issued = Issued
paper-expires = Technical expiry
paper-date-form = YYYY-MM-DD

paper-notes = Good to know
paper-note-show = Show it
paper-note-show-text = The QR code and your identity document are enough, printed or on your phone.
paper-note-keep = Keep it
paper-note-keep-text = With this sheet you can scan the code into an app again at any time.
paper-note-privacy = Protect it
paper-note-privacy-text = The code holds health data that any scanner can read. Do not put a photo of it online.
paper-note-travel = Travel
paper-note-travel-text = This sheet is not a travel document. The rules at your destination are on reopen.europa.eu
paper-note-error = Something wrong?
paper-note-error-text = Take this sheet back to the place that gave it to you.
paper-fold = How to fold it
paper-fold-first = 1. Top half to the back.
paper-fold-second = 2. Left half to the back.

# The pick-up slip.

slip-document = Pick-up slip { $number }
slip-title = Pick-up slip
slip-not-valid = Not issued yet, not valid as proof
slip-symbol = QR code with the pick-up number
slip-number = Number
slip-cases = { $cases ->
    [one] 1 certificate
   *[other] { $cases } certificates
}
slip-come = Please come back
slip-come-at = { $day } { $date }, from { $time }
slip-bring = Please bring
slip-bring-text = This slip and your identity document
slip-collect-by = Collect by
slip-collect-by-text = { $date }; after that the pharmacy may delete your data
slip-phone = Phone
slip-hours = Opening hours
slip-why = { $cases ->
    [one] Your certificate
   *[other] Your certificates
} cannot be issued right now. Your documents have been checked; we will do it as soon as we can.
slip-ask = Please contact us
slip-ask-first = Before you come back
slip-why-ask = { $cases ->
    [one] Your certificate has
   *[other] Your certificates have
} not been issued yet, something must be settled first. The pharmacy will tell you what comes next.
slip-call = A call beforehand tells you whether everything is ready.
slip-taken = Taken on { $date } at { $time }
slip-day-1 = Mon
slip-day-2 = Tue
slip-day-3 = Wed
slip-day-4 = Thu
slip-day-5 = Fri
slip-day-6 = Sat
slip-day-7 = Sun

# Opening hours that cannot be.
hours-missing = Opening hours are missing, for example Mo-Fr 8:30-18:30, Sa 9-13
hours-too-long = { $is } characters are too many, please shorten them
hours-unknown = “{ $what }” is neither a day of the week nor a time
hours-not-a-time = “{ $what }” is no time, please type hour and minute such as 8:30
hours-no-day = On which days does it open at { $what }?
hours-no-times = When is it open on { $what }?
hours-no-end = Until when is it open from { $what } on?
hours-stray-dash = A dash stands between two days or two times
hours-not-an-opening = { $what }: it must close on the same day, at least half an hour after it opens
hours-overlap = Two openings overlap on { $what }
hours-open-and-closed = { $what } stands as open and as closed: please say only one of them
hours-not-a-closing = “{ $what }” is no time, please type one such as 13:00, or closed
hours-not-a-date = “{ $what }” is no day, please type days such as 24.5.2027, 27.12.2026-2.1.2027, or every year 8.8., with commas between them
hours-not-a-land = “{ $what }” is no German state, please type its code such as DE-BY
hours-closed-when = On which days is it closed?
