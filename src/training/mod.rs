//! A portal to practise and test with: the same API, and every fault on a switch.
