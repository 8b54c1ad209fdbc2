//! x
use super::Fault; pub fn line(_:&str)->Result<String,Fault>{Ok("A".into())} pub fn check_line(_:&str)->Result<String,Fault>{Ok("A".into())}
