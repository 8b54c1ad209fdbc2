age = { $years ->
    [one] 1 Jahr
   *[other] { $years } Jahre
}
