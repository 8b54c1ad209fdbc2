age = { $years ->
    [one] 1 year
   *[other] { $years } years
}
