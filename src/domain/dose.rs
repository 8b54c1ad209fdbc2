//! x
use super::Error; pub fn check(_:u32,_:u32,_:bool)->Result<(),Error>{Ok(())}
