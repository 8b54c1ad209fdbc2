//! x
pub enum Set{TestDevice} pub struct Value{pub active:bool} pub fn look_up(_:Set,_:&str)->Option<&'static Value>{None}
