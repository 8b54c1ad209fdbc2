# Texts of the counter: what stands on the screen.
app-name = Impftheke
training-ribbon = Training: certificates carry the country XX and are valid nowhere
language-de = Deutsch
language-en = English
group-screens = Screens
group-kind = Kind of certificate
group-language = Language
group-actions = Actions
cmd-issue = Issue
cmd-issue-many = Issue { $count } certificates
cmd-save-pdf = Save PDF
cmd-same-person = Another certificate, same person
cmd-next-person = Another person
cmd-next-customer = Next customer
cmd-remove-case = Remove case
cmd-previous-case = Previous case
cmd-next-case = Next case
cmd-vaccination = Vaccination
cmd-recovery = Recovery
cmd-test = Test
cmd-birth-unknown = Date of birth unknown
cmd-name-line = Change the name line
cmd-check-1 = Tick the first check
cmd-check-2 = Tick the second check
cmd-check-3 = Tick the third check
cmd-check-4 = Tick the fourth check
cmd-language = Switch language
cmd-theme = Light or dark
cmd-help = Help
cmd-issue-screen = Issue
cmd-dismiss = Understood
key-ctrl = Ctrl
key-shift = Shift
key-alt = Alt
key-enter = Enter
key-delete = Del
key-page-up = PgUp
key-page-down = PgDn
key-escape = Esc
cases-title = This visit
case-unnamed = No name yet
case-number = Case { $number }
kind-dose = { $kind } { $dose }/{ $doses }
case-dose = { $kind }: { $product }, { $dose }/{ $doses }
case-before = Already received: { $name }, { $event }
case-issued = { $number } issued: { $name }, { $event }
person-title = Person
person-aside = As in the travel document
vaccination-title = Vaccination
vaccination-aside = COVID-19
recovery-title = Recovery
recovery-aside = COVID-19
test-title = Test
test-aside = SARS-CoV-2
checks-title = Checked
checks-aside = Tick before issuing
checks-missing = Please check and tick
check-identity = Identity
check-identity-line = Identity: the document says { $lines }
line-instead = { $line } instead of { $ours }
check-booklet = Vaccination booklet
check-batch = Batch and doctor's stamp
check-place = Place of vaccination
check-finding = Test report
field-family-name = Family name
field-given-name = Given names
field-birth-date = Date of birth
field-name-line = Name line of the passport
field-family-line = Family name in the passport
field-given-line = Given names in the passport
field-product = Vaccine
field-vaccination-date = Date of vaccination
field-dose = Dose
field-doses = of
field-history = What came before?
field-reason = Reason for the numbers
field-first-positive = First positive test
field-valid-from = Valid from
field-valid-until = Valid until
field-test-kind = Kind of test
field-test-name = Name of the test
field-test-device = Rapid test (manufacturer, product)
field-sample-date = Date of the sample
field-sample-time = Time of the sample
field-test-outcome = Result
field-test-centre = Testing centre
optional = optional
hint-date = DD.MM.YYYY
hint-time = e.g. 14:32
hint-choose = Please choose
hint-usual = Enter key: { $answer }
hint-reason = Why no rule fits, such as: a series of three doses abroad
hint-search = Search
help-names = All given names, the second too
help-dose = First, second, …?
help-birth = 08.1964 or 1964 will do, too
help-line = Made from the name as you type
help-line-proposed = Follows the name until you change it
help-line-unlike = From the name: { $line }
help-line-typed = A to Z, < between names
help-line-obligatory = Please copy the name below from the document
help-unseen = The screen cannot show this script, it is stored correctly
help-right-to-left = Shown from the left, stored correctly
birth-unknown = No part of the date of birth is known
birth-unknown-aside = unknown
age = { $years ->
    [one] 1 year
   *[other] { $years } years
}
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-words = { $day } { $month } { $year }
date-and-age = { $date }, { $age }
month-words = { $month } { $year }, day unknown
year-words = { $year }, day and month unknown
proposed-date = Will be entered: { $date }
before-nothing = Nothing, it is the first dose
before-same = One dose of the same vaccine
before-other = One dose of { $others }
one-of = { $first } or { $last }
before-complete = A complete series of two doses
before-janssen = Janssen as the first dose
before-recovery = A recovery
before-recovery-and-dose = Recovery, then a dose as 1/1
before-recovery-valneva = Recovery, then Valneva as 1/2
before-complete-valneva = A complete series with Valneva
before-not-eu = A vaccine without EU approval
answer-by-hand = Otherwise: by hand, with a reason
dose-rule-1 = First of two doses (rule of { $since })
dose-rule-2 = Second of two, series complete (rule of { $since })
dose-rule-3 = Janssen counts as one of one (rule of { $since })
dose-rule-4 = Mixed series, complete (rule of { $since })
dose-rule-5 = After Janssen this counts as the second (rule of { $since })
dose-rule-6 = After recovery one dose is enough (rule of { $since })
dose-rule-7 = After recovery one Janssen is enough (rule of { $since })
dose-rule-8 = Booster (rule of { $since })
dose-rule-9 = Booster after Janssen (rule of { $since })
dose-rule-10 = Booster after recovery (rule of { $since })
dose-rule-a = Janssen twice, look it up (since { $since })
dose-rule-c = Unusual mix, look it up (since { $since })
dose-rule-d = Booster after Valneva, look it up (since { $since })
dose-rule-e = Valneva after recovery: as usual (since { $since })
dose-rule-i = No EU approval, look it up (since { $since })
dose-rule-k-mrna = Approved after an mRNA vaccine (since { $since })
dose-rule-k-mrna-or-vector = Approved after mRNA or vector (since { $since })
dose-rule-k-only-mrna = Approved after mRNA only, look it up (since { $since })
dose-rule-k-only-mrna-or-vector = Only after mRNA or vector, look it up (since { $since })
dose-open-11 = Valneva is not meant as a booster
dose-open-b = There is no rule for Janssen as the second
dose-open-h = Janssen is not meant as a booster
dose-open-k = This vaccine is approved as a booster only
dose-no-rule = No rule names this case
confirm-same-holder = Same person as in { $number }, name or date of birth corrected
confirm-age = Vaccinated before six months of age, birth and date are right
confirm-another-century = The child was as young as that, { $year } is wrong
confirm-before-authorisation = Vaccinated before the EU approval, the booklet says so
confirm-digits = The name consists of digits
confirm-dose-order = The order of the doses is right
confirm-early-date = Vaccinated before December 2020, the booklet says so
confirm-encoding = The name is spelt like this
confirm-history = Looked up in the booklet, the series is right
confirm-history-i = { $dose ->
    [2] Looked up in the booklet: complete with this dose, all counted
   *[other] Looked up in the booklet: series complete before this dose, all counted
}
confirm-history-k = { $dose ->
    [1] Looked up in the booklet, it is the first dose
   *[other] Looked up in the booklet, the doses before are right
}
confirm-interval = Given so soon after each other, the booklet says so
confirm-old-sample = The sample is older than 72 hours, certify it all the same
confirm-other-line = Document compared, it says { $lines }
confirm-same-day = Two doses on one day, the booklet says so
confirm-same-dose = Issue it twice, or they are two people
confirm-same-name = Two people, both birth dates are right
confirm-sign = { $count ->
    [one] { $signs } belongs to the name
   *[other] { $signs } belong to the name
}
confirm-too-soon = So many doses by that day, the booklet says so
confirm-unusual-dose = More than nine doses is right
asked-age = Before six months of age, please confirm
asked-another-century = Born in { $year }? Please type four digits
asked-before-authorisation = EU approval was on { $date }, please confirm
asked-digits = Digits alone: the wrong field?
asked-dose-order = Please check the order of the doses
asked-early-date = Before December 2020, please confirm
asked-encoding = Wrong letters? Please enter it again
asked-history = Please look it up and confirm
asked-interval = So short between the doses? Please check
asked-old-sample = Older than 72 hours, please confirm
asked-other-line = Does not match the name, please confirm
asked-same-day = A dose on this day already, please check
asked-same-dose = Is there already under this name and birth date
asked-same-name = Is there already, with another birth date
asked-sign = { $signs } in a name? Please check
asked-too-soon = So many doses by then? Please confirm
asked-too-soon-or-later = So many by then? Was it { $date }?
asked-unusual-dose = More than { $max }, please confirm
product-asides-other = without EU approval
test-naat = PCR (NAAT)
test-rapid = Rapid antigen test
outcome-detected = Detected
outcome-not-detected = Not detected
hour-earlier = Summer time
hour-later = Winter time
field-hour = This hour occurs twice
fault-missing = This is missing
fault-not-here = Does not belong here
fault-too-long = { $is } characters, at most { $max } are allowed
fault-forbidden = Holds an invisible character, please type it by hand
fault-too-many-marks = Too many marks on one letter, please type it by hand
fault-not-on-paper = This script cannot be printed, please use Latin letters
fault-no-latin = No Latin spelling, please copy it from the travel document below
fault-no-letters = Has no letter
fault-not-a-line = Only A to Z, < between names
fault-not-a-date = Please enter a date such as 12.08.1964
fault-not-a-time = Please enter a time such as 14:32
fault-no-such-day = This day does not exist
fault-twice = This hour occurs twice, please choose
fault-skipped = This hour was skipped by summer time
fault-future = Is in the future
fault-born-after = Lies after it. Born in { $year }? Please type four digits
fault-before-birth = Lies before the birth
fault-too-early = { $date } at the earliest
fault-too-late = { $date } at the latest
fault-not-this-day = Must be { $date }
fault-too-long-ago = More than { $days } days ago, no certificate is possible
fault-unknown-code = Is not in the directory
fault-inactive-code = Is no longer certified
fault-not-of-product = Does not belong to this vaccine
fault-no-dose = At least 1
fault-too-many = At most { $max }, please enter it again
fault-not-a-number = Not a number
fault-not-by-rule = No rule gives these numbers
fault-no-reason = In words, please
fault-over = Over already, today at the earliest
fault-beyond-series = More than the series has
fault-not-signed = The signing key here is not made for such certificates
fault-country = Not a country code
fault-location = Not a location id
status-ready = Ready to issue
status-too-late = Nothing is left to issue here
status-left = { $count ->
    [one] 1 entry left
   *[other] { $count } entries left
}
status-correct = { $count ->
    [one] 1 entry is missing or needs correcting
   *[other] { $count } entries are missing or need correcting
}
busy-issuing = Issuing…
busy-saving = Saving…
busy-refused = Already running, please wait a moment
ask-changed = { $number }: changed meanwhile
ask-done = { $number }: done meanwhile
unseen-refused = This has only just appeared, please look at it first
unseen-elsewhere = Please look first at what has just come in: F2
opening-refused = Still opening: if the key store asks for its password, please enter it there
preview-title = What the certificate will say
preview-aside = To read along
result-title = Issued and checked
result-changed = { $count ->
    [one] { $numbers } has changed in the meantime: do not hand it over
   *[other] { $numbers } have changed in the meantime: do not hand them over
}
result-changed-then = { $count ->
    [one] Please look at it in the queue (F3)
   *[other] Please look at them in the queue (F3)
}
result-aside = Read back from the QR code
result-name = Name
result-issuer = Issuer
result-country = Country
result-uvci = Identifier
result-issued = Issued on
result-expires = Technically valid until
result-dose = { $dose } of { $doses }
result-qr = QR code of the certificate
result-maker = Manufacturer
help-title = All keys
help-aside = Esc or F1 closes
help-tab = Next field
help-tab-key = Tab
help-not-medical = Impftheke is not a medical device
theme-light = Light
theme-dark = Dark

# Notices
notice-gone = { $numbers }: withdrawn or erased meanwhile, so it no longer shows
notice-handed-over = { $numbers }: handed over meanwhile, so not shown any more
notice-stays-ready = Not handed over, ready in the queue (F3): { $numbers }
notice-left-beside = The other visit waits at the left, with the messages (Alt+U)
notice-brought-back = { $numbers }: back in the queue (F3)
notice-saved = Saved: { $path }

# The screens
cmd-queue-screen = Queue
cmd-order-next = Order the list by the next column
cmd-order-turned = Order the list the other way round
cmd-today-screen = Today
cmd-status = Status
cmd-drill = Practise a portal failure
cmd-drill-stop = End the failure
training-drill = Training, certificates are valid nowhere: practising a portal failure
badge-needs-you = { $count ->
    [one] 1 needs attention
   *[other] { $count } need attention
}
badge-ready = { $count } ready
badge-waiting = { $count } waiting
news-ready = { $count ->
    [one] 1 certificate is ready: { $key }
   *[other] { $count } certificates are ready: { $key }
}
form-restored = What was typed is back, please check it and tick again
form-unfinished = Unfinished entry of { $time }: { $name }
form-corrects = Correction of { $number }: the number stays, nothing changes until it is issued
form-corrects-corrected = Correction of { $number }: that case has been corrected elsewhere meanwhile. Please look at it in the queue (F3) or under Today (F4), and discard what stands here
form-corrects-issued = Correction of { $number }: that case has been issued meanwhile. Please look at it in the queue (F3), and discard what stands here
form-corrects-withdrawn = Correction of { $number }: that case is withdrawn, this one gets a new number
queue-unclear = Several found, please type the whole number or choose with the arrows
delete-word = In the search this key deletes a word. To withdraw, choose with the arrows first
form-in-use = Please issue or discard what has been begun first
day-and-time = { $date } { $time }
birth-unknown-short = Date of birth unknown

# The queue
cmd-show = Show certificate
cmd-take-up = Go on with the unfinished entry
cmd-take = Go on with it
cmd-discard = Discard
cmd-hand-over = Hand over
cmd-hand-over-yes = Yes, hand over
cmd-correct = Correct
cmd-correct-number = Correct { $numbers }
cmd-clock-is-right = The clock is right
cmd-try-again = Try again
cmd-print-slip = Print pick-up slip
cmd-withdraw = Withdraw
cmd-withdraw-yes = Yes, withdraw
cmd-no-slip-yes = Yes, without a slip
cmd-print-ready = Print all not printed yet
cmd-print-unprinted = Print { $count } not printed yet
nothing-unprinted = Nothing that is ready waits to be printed; Ctrl+P prints the chosen one again
cmd-try-now = Try now
cmd-find = Find a case, from anywhere
cmd-clear-search = Clear search
cmd-back = Back
cmd-agree = Say yes to the question
cmd-undo = Bring back
undo-discarded = { $what } discarded, Ctrl+Z brings it back
undo-removed = { $what } removed, Ctrl+Z brings it back
undo-taken-up = Correction { $number } begun, Ctrl+Z puts it away
undo-correction = Correction { $number }
undo-several = { $count } entries
undo-unfinished = Unfinished entry
undo-handed-over = { $numbers } handed over, Ctrl+Z brings it back
undo-withdrawn = { $numbers } withdrawn, Ctrl+Z brings it back
cmd-no = No
try-now-in = Possible in { $seconds } s
try-too-soon = The portal can be asked again in { $seconds } s, with Ctrl+T
ask-more = and { $count } more
ask-hand-over = Hand over { $numbers }? { $names }
ask-hand-over-then = { $persons ->
    [one] The person's data are erased afterwards
   *[other] The data of { $numbers } are erased afterwards
}
correct-while-sending = Is being sent. It can be corrected as soon as the portal has answered, in two minutes at the latest
withdraw-while-sending = Is being sent. It can be withdrawn as soon as the portal has answered, in two minutes at the latest
ask-hand-over-unprinted = { $persons ->
    [one] Neither printed nor saved. The person's data are erased afterwards
   *[other] Neither printed nor saved. The data of { $numbers } are erased afterwards
}
ask-leave = Hand over { $numbers } unprinted? { $names }
ask-leave-then = Nothing printed or saved. Ctrl+N again: next customer, it stays ready
ask-unseen = Only just asked: please read it, then Alt+J again
ask-no-slip = Let { $numbers } go without a pick-up slip? { $names }
ask-no-slip-then = The pick-up number is on no slip yet. Ctrl+N again: next customer
ask-withdraw = Withdraw { $numbers }? { $names }
ask-withdraw-then = The data are erased and there is no certificate
search-label = Search for a case
search-hint = Number, name or date of birth
queue-keys = Arrow keys choose, Enter opens
queue-next-try = Next attempt by itself: { $time }
queue-to-mend = Waiting cases are held: { $what }. { $now }
queue-none-chosen = Nothing is chosen
queue-none-chosen-text = Scan a pick-up slip, search, or choose with the arrow keys
queue-empty = Nothing is waiting
queue-empty-text = Everything is done
queue-none-found = Nothing found
queue-none-found-text = A part of the name or the date of birth is enough
column-number = Number
column-name = Name
column-birth = Date of birth
column-kind = Kind
column-state = State
column-since = Since
column-done = Done
column-certificate = Certificate
column-rising = { $title }, ascending
column-falling = { $title }, descending
column-hint = Order by this, once more the other way round. { $key } takes the next column
cases-count = { $count } cases
cases-shown-title = From the queue
cases-today-title = From the list of today
state-waiting = Waiting
state-sending = Trying now
state-needs-login = Needs attention
state-needs-correction = Needs attention
state-ready = Ready
state-partly-ready = { $ready } of { $all } ready
state-expired = Past deadline
state-handed-over = Handed over
state-withdrawn = Withdrawn
state-waiting-text = Will be issued by itself, there is nothing to do
state-sending-text = An attempt is under way
state-needs-login-text = The login must be renewed
state-needs-correction-text = Please look at the details
state-ready-text = The certificate is issued and checked
state-expired-text = The deadline has passed; the data are still here. Please try again, correct or withdraw; withdrawing erases them
state-clock-text = Will be issued by itself as soon as the clock of this computer is right
state-early-text = Received while the clock was ahead: will be issued when that time has come. Correct it to issue at once
state-expired-finished-text = The deadline has passed; the certificate is still here and can be handed over
detail-says = The portal says
detail-lost = Given by the portal, never arrived
detail-since = Received
detail-next-try = Next attempt
detail-clock-try = As soon as the clock is right
detail-unworked-try = As soon as the queue is worked again
detail-no-try = As soon as the portal can be reached
detail-when-mended = After “Try now”
detail-kept-try = Not by itself, the answer is kept. “Try again” has a new certificate made
detail-attempts = Attempts
detail-deadline = Deadline
detail-deadline-past = { $time }, passed
output-none = Not printed yet
output-printed = Printed { $time }
output-saved = Saved { $time }
detail-output = Output
quoted = “{ $text }”

# Today
today-sum = { $count } handed over
today-vaccinations = { $count ->
    [one] { $count } vaccination
   *[other] { $count } vaccinations
}
today-recoveries = { $count ->
    [one] { $count } recovery
   *[other] { $count } recoveries
}
today-tests = { $count ->
    [one] { $count } test
   *[other] { $count } tests
}
today-withdrawn = { $count } withdrawn besides
today-empty = Nothing handed over today
today-empty-text = What has been handed over is listed here without names
today-reprint = Show again until { $time }
today-erased = Data erased

# While the portal is waited for
cmd-stop-waiting = Do not wait
sending-title = Asking the portal
sending-left = Up to { $seconds } s left
sending-safe = Saved, nothing will be lost
sending-escape = Press Esc to stop waiting: the visit goes to the queue at once
taken-title = { $count ->
    [one] Received. The certificate will be issued as soon as the portal answers
   *[other] Received. The certificates will be issued as soon as the portal answers
}
taken-title-otherwise = { $count ->
    [one] Received. The certificate will be issued as soon as that is possible
   *[other] Received. The certificates will be issued as soon as that is possible
}
taken-title-ready = The visit is safe, and issued by now
taken-title-staff = The visit is safe, but not all of it is issued yet: please look at it now
taken-number = { $count ->
    [one] Pick-up number
   *[other] Pick-up numbers
}
taken-not-waited = The portal was not waited for
taken-ready = Everything has been issued meanwhile
taken-ready-now = Show, print and hand over the certificate while the customer is still here
taken-goes-on = The counter keeps trying by itself
taken-unprinted = { $count ->
    [one] { $numbers } is ready, not printed yet
   *[other] { $numbers } are ready, not printed yet
}
taken-of-one = { $number }: { $what }
taken-pickup = Pick up from
taken-pickup-at = { $date }, { $time }
taken-pickup-open = Not certain before this is settled
taken-slip = Hand out the pick-up slip
taken-slip-staff = If it cannot be settled right away, please hand out the pick-up slip

# Closing
cmd-close = Close
cmd-stay = Keep working
closing-title = Not everything is finished
closing-waiting = { $count ->
    [one] 1 case is waiting for its certificate
   *[other] { $count } cases are waiting for their certificates
}
closing-needs-you = { $count ->
    [one] 1 case needs attention
   *[other] { $count } cases need attention
}
closing-ready = { $count ->
    [one] 1 finished certificate is waiting to be picked up
   *[other] { $count } finished certificates are waiting to be picked up
}
closing-printing = { $count ->
    [one] 1 certificate is still being printed, only then it counts as handed over
   *[other] { $count } certificates are still being printed, only then they count as handed over
}
closing-safe = Everything is safely stored and goes on at the next start
closing-meanwhile = The portal is asked only while Impftheke runs

# The status
status-title = Status
status-aside = Esc closes
light-network = Network
light-portal = Portal
light-login = Login
light-signer = Signer
light-printer = Printer
light-clock = Clock
light-signer-ends = Signing key works until { $date } only
light-signer-ends-todo = Please order a new certificate in time and have it put in; after that day nothing is issued, and cases wait.
light-clock-ahead = Clock { $off } fast
light-clock-behind = Clock { $off } slow
light-clock-todo = Please set date and time of this computer. Until then nothing is issued, and nothing is lost.
light-clock-unsure = Clock { $off } further than last time
light-clock-unsure-todo = Please check date and time of this computer. Until then nothing is issued, and no deadline passes.
light-clock-confirm = If the clock shows the right time already, please confirm it with { $key }.
off-minutes = { $count } minutes
off-hours = { $count } hours
off-days = { $count } days
light-works-short = { $time ->
    [never] { $what } working
   *[other] { $what } { $time }
}
light-works-long = { $time ->
    [never] Working
   *[other] Working, last at { $time }
}
light-fails-short = { $time ->
    [never] { $what } down, has not worked yet
   *[other] { $what } down, last at { $time }
}
light-fails-long = { $time ->
    [never] Down, has not worked yet
   *[other] Down, last at { $time }
}
light-everyone-short = { $time ->
    [never] { $what } down, probably for everyone
   *[other] { $what } down, probably for everyone, last at { $time }
}
light-everyone-long = { $time ->
    [never] Down, has not worked yet
   *[other] Down, last at { $time }
}
light-needs-you-short = { $what } needs attention
light-needs-you-long = { $time ->
    [never] Somebody must do something
   *[other] Somebody must do something, last at { $time }
}
light-unknown-short = { $what } not checked
light-unknown-long = { $time ->
    [never] Not checked yet
   *[other] Not checked yet, last at { $time }
}
light-everyone = Our own network works and the portal alone does not: this probably affects everyone

# Help
help-everywhere = Everywhere
help-form = Issue
help-queue = Queue and today
help-result = Certificate
help-waiting = Waiting for the portal
help-arrows-key = Arrows, Page, Home, End
help-arrows = Choose in the list
help-scroll-key = Shift+Page
help-scroll = Scroll the page, the chosen case and reports
help-open = Open
help-onward = On to what is still open, at the end issue
help-tick-key = Space bar
help-tick = Tick and go on

# What an attempt met (trouble-…) and what to do now (todo-…): always in pairs.
trouble-offline = The counter has no network
todo-offline = Please check cable and router. The case waits safely
trouble-unreachable = The portal cannot be reached
todo-unreachable = There is nothing to do, the counter keeps trying
trouble-tls = The portal could not prove who it is
todo-tls = If this stays, please call whoever looks after this computer
trouble-timeout = The portal did not answer in time
todo-timeout = There is nothing to do, the counter keeps trying
trouble-lost-answer = The portal's answer got lost on the way
todo-lost-answer = There is nothing to do, the case is not issued twice
trouble-too-many = The portal takes no more requests just now
todo-too-many = There is nothing to do, the counter waits as long as the portal wants
trouble-unavailable = The portal is overloaded or under maintenance
todo-unavailable = There is nothing to do, the counter keeps trying
trouble-server-fault = Something failed inside the portal
todo-server-fault = There is nothing to do, the counter keeps trying
trouble-not-the-portal = Something else answered instead of the portal
todo-not-the-portal = Please check whether the network shows a login page. The counter keeps trying
trouble-wrong-flow = The portal works otherwise than this counter is set up for
todo-wrong-flow = Please have the settings checked, then “Try now”
trouble-login-missing = The portal does not know the login
todo-login-missing = Please have the login renewed, then “Try now”
trouble-forbidden = The portal has turned the login away
todo-forbidden = Please ask the portal whether the account is locked, then “Try now”
trouble-login-unusable = The key for the login cannot be used
todo-login-unusable = Please have card, PIN or key checked, then “Try now”
trouble-roots-unusable = The file with the network's certificates (portal.roots) cannot be used
todo-roots-unusable = Please call whoever looks after this computer. Finished certificates are still there
trouble-proxy-unusable = The proxy of the settings (portal.proxy) cannot be used
todo-proxy-unusable = Please call whoever looks after this computer. Finished certificates are still there
trouble-proxy-kind = The proxy of the settings is of a kind that Impftheke does not speak, such as SOCKS
todo-proxy-kind = Please have an HTTP proxy entered (portal.proxy), then “Try now”
trouble-proxy-auto-config = A PAC file is set as the proxy, and no proxy
todo-proxy-auto-config = Please have the proxy itself entered (portal.proxy), then “Try now”
trouble-proxy-not-found = The name of the proxy is not known in this network
todo-proxy-not-found = Please check cable and router. If it stays so, please have the proxy checked
trouble-proxy-down = The proxy of the pharmacy cannot be reached
todo-proxy-down = If it stays so, please call whoever looks after the network. The counter keeps trying
trouble-proxy-silent = The proxy of the pharmacy does not answer
todo-proxy-silent = If it stays so, please call whoever looks after the network. The counter keeps trying
trouble-proxy-closed = The proxy of the pharmacy broke the connection off
todo-proxy-closed = If it stays so, please call whoever looks after the network. The counter keeps trying
trouble-proxy-login = The proxy of the pharmacy asks for a login
todo-proxy-login = Please have user and password of the proxy entered, then “Try now”
trouble-proxy-password = The proxy of the pharmacy does not accept user or password
todo-proxy-password = Please have user and password of the proxy checked, then “Try now”
trouble-proxy-scheme = The proxy of the pharmacy asks for a login that Impftheke does not speak
todo-proxy-scheme = Please have “Basic” logins allowed in the proxy, then “Try now”
trouble-proxy-refused = The proxy of the pharmacy does not let the portal through
todo-proxy-refused = Please have the portal allowed in the proxy, then “Try now”
trouble-proxy-no-way = The proxy of the pharmacy does not reach the portal
todo-proxy-no-way = There is nothing to do, the counter keeps trying
trouble-proxy-page = The proxy of the pharmacy shows a page instead of connecting to the portal
todo-proxy-page = Please look in the browser whether the network asks for something. The counter keeps trying
trouble-network-login = The network asks for a login
todo-network-login = Please log in to the network in the browser. The counter keeps trying
trouble-invalid = The portal does not understand the request
todo-invalid = Please correct the details. If they are right, please report it
trouble-not-acceptable = The portal has refused the details
todo-not-acceptable = Please compare the details with the proof and correct them
trouble-conflict = The portal says that this certificate exists already
todo-conflict = Please ask whether it was handed over, then try again or withdraw
trouble-other-content = The portal has certified something other than was requested
todo-other-content = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-other-country = The certificate is made out for another country than this counter's
todo-other-country = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-identifier-unfit = The portal gave an identifier that is not a valid one
todo-identifier-unfit = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-identifier-taken = The portal gave an identifier that another case has already
todo-identifier-taken = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-certificate-expired = The portal lets certificates expire as it issues them
todo-certificate-expired = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-issued-in-future = The certificate bears a time that is still to come
todo-issued-in-future = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-unknown-signer = This counter does not know the issuer
todo-unknown-signer = Please have the list of issuers renewed (portal.signers). The answer is kept
trouble-other-signer = The signature is not that of the expected issuer
todo-other-signer = Do not hand any of this over. Please have the issuer checked, then “Try now”
trouble-signer-not-allowed = The issuer has expired or may not sign such certificates
todo-signer-not-allowed = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-signer-ends-first = The certificate would outlive its issuer
todo-signer-ends-first = Do not hand any of this over. Please tell the portal, then “Try now”
trouble-clock-wrong = The clock of this computer was wrong
todo-clock-wrong = Please set date and time of this computer; then it goes on by itself
trouble-keys-unusable = The training keys of this computer are damaged or have expired
todo-keys-unusable = “Try now” in the queue (F3) makes new ones; finished certificates stay as they are
trouble-signing-key-unusable = The signing key has expired or cannot be used
todo-signing-key-unusable = Please have its new certificate put in; cases are kept until then, and finished certificates stay as they are
trouble-not-set-up = The settings do not fit each other
todo-not-set-up = Please have the settings corrected; if the profile was changed, start Impftheke again
trouble-token-missing = The signing key is not plugged in: its card or stick is missing
todo-token-missing = Please plug in the card or stick, then “Try now”
trouble-pin-refused = The PIN of the signing key was not accepted
todo-pin-refused = It is not tried again by itself, so that the card is not locked. Please have the PIN stored anew
trouble-signer-failed = The key of this computer gave no signature
todo-signer-failed = Please have the key checked, then “Try now”
trouble-self-check = The certificate failed our own check
todo-self-check = Please compare the details, then correct them or try again
trouble-recovery-over = The last valid day of the recovery is over
todo-recovery-over = Please check the dates, then correct or withdraw the case
trouble-unreadable = What was received cannot be read by today's rules
todo-unreadable = Please enter it anew and withdraw this case

# The counter is locked
unlock-title = Unlock the counter
unlock-body = The passphrase opens the stored cases
unlock-title-new = Choose a passphrase
unlock-body-new = It protects all stored cases; without it nobody can open them, not even us. Please keep it in a safe place.
unlock-field = Passphrase
unlock-again = Repeat the passphrase
unlock-open = Unlock
unlock-set = Set the passphrase
unlock-rule = At least { $least } characters
unlock-wrong = Wrong passphrase, please enter it again
unlock-empty = Please type the passphrase
unlock-differs = The two entries do not match

# What is being printed
print-line = { $numbers }: { $what }
print-line-of = { $numbers } ({ $place } of { $of }): { $what }
print-preparing = Being prepared
print-stopped = Stopped here, the others are not printed
print-same = This is being printed already
print-login-then = Please log in at the printers (F9), it is printed then
print-login-left = It is not printed any more, the next customer is being served. Please log in at the printers (F9), then print it in the queue (F3)
print-stays-ready = The certificate is ready in the queue (F3)
print-no-printer = Not on paper yet: no printer available. Saved as { $path }, please open and print it
print-no-printer-several = Not on paper yet: no printer available. { $count } files saved in { $path }, please open and print them
print-opened = Not on paper yet: no printer available. Saved as { $path } and opened, please print it there
cmd-print = Print
cmd-print-numbers = Print { $numbers }
cmd-print-and-go-on = Print, next customer
cmd-cancel-print = Cancel
cmd-put-away = Cancel printing or close the message

# F9: the printers
cmd-printers = Choose printers
printers-asked = The printers are being asked
printers-asked-long = This takes some seconds where one does not answer
printers-certificates = Certificates, A4
printers-slips = Pick-up slips
printers-aside = Esc or F9 closes
printers-default = Default printer of this computer
printers-forget = Forget the trusted certificate
printers-forget-then = The printer gets nothing more until its certificate is trusted again
printers-any-tray = The printer chooses the tray
printers-login = Login at this printer
printers-user = User
printers-password = Password
printers-log-in = Log in
printers-logging-in = The login is being checked
printers-logged-in = Logged in as { $user }
printers-log-out = Log out
printers-log-out-then = User and password are forgotten
printers-user-empty = Please enter the user
printers-user-sign = A user name has no colon
printers-password-empty = Please enter the password
printers-too-long = This is too long
printers-refused = User or password is wrong: please enter it again
