//! temp
use super::Error;
use crate::domain::{Pharmacy, PickupNumber};
use jiff::{
    ZonedDateTime,
    civil::{Date, DateTime},
};
#[derive(Debug)]
pub struct Slip<'a> {
    pub numbers: &'a [PickupNumber],
    pub initials: &'a str,
    pub pharmacy: &'a Pharmacy,
    pub taken_at: &'a ZonedDateTime,
    pub pickup: DateTime,
    pub deleted_on: Date,
    pub specimen: bool,
}
#[derive(Clone, Copy, Debug)]
pub enum SlipPaper {
    A6,
    Roll80,
}
pub fn slip(_: &Slip<'_>, _: SlipPaper) -> Result<Vec<u8>, Error> {
    Err(Error::Pdf)
}
