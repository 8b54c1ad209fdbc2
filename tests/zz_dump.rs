#![allow(warnings)]
use impftheke::{domain::*, hcert::qr::Symbol, print::{self, Options, Sheet, Layout}};
use jiff::{Timestamp, tz::TimeZone};
fn at(t:&str)->Timestamp{t.parse().unwrap()}
const CODE:&str="HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA%G7X+AQB9746HS80:54IBQF60R6$A80X6S1BTYACG6M+9XG8KIAWNA91AY%67092L4WJCT3EHS8XJC$+DXJCCWENF6OF63W5NW6WF6%JC QE/IAYJC5LEW34U3ET7DXC9 QE-ED8%E.JCBECB1A-:8$96646AL60A60S6Q$D.UDRYA 96NF6L/5QW6307KQEPD09WEQDD+Q6TW6FA7C466KCN9E%961A6DL6FA7D46JPCT3E5JDLA7$Q6E464W5TG6..DX%DZJC6/DTZ9 QE5$CB$DA/D JC1/D3Z8WED1ECW.CCWE.Y92OAGY8MY9L+9MPCG/D5 C5IA5N9$PC5$CUZCY$5Y$527B";
fn st(f:&str,g:&str,b:&str,e:EventDraft)->Statement{ let now=at("2022-03-01T09:00:00Z").to_zoned_datetime(TimeZone::UTC); Draft{family_name:f.into(),given_name:g.into(),family_line:(f=="כהן").then(||"COHEN".into()),birth_date:b.into(),event:e,..Draft::default()}.parse(&now).unwrap()}
fn dose(p:&str,n:u32,o:u32)->EventDraft{EventDraft::Vaccination(VaccinationDraft{product:value_set::product(p),date:"2022-02-20".into(),dose:Some(n),doses:Some(o),..Default::default()})}
fn rec()->EventDraft{EventDraft::Recovery(RecoveryDraft{first_positive:"2021-12-20".into(),..Default::default()})}
fn test(k:TestKind,dev:Option<&str>)->EventDraft{EventDraft::Test(TestDraft{kind:Some(k),name:"Abbott RealTime SARS-CoV-2".into(),sampled:Sampled::At(at("2022-02-28T10:30:15Z")),detected:Some(false),centre:"Testzentrum Musterstadt am Marktplatz".into(),..Default::default()})}
#[test] fn dump(){
 let dir=std::env::var("DUMP").unwrap_or("/tmp/dump".into()); std::fs::create_dir_all(&dir).unwrap();
 let is=Issuer::new("XX","DE","Robert Koch-Institut","IZ12345A").unwrap(); let sy=Symbol::of(CODE).unwrap();
 let c="EU/1/20/1528"; let w="von und zu Schleswig-Holstein-Sonderburg-Glücksburg-Augustenburg-Wolfenbüttel-Hoh"; let w:String=w.chars().take(80).collect();
 let cases:Vec<(&str,Vec<Statement>)>=vec![
 ("vac",vec![st("Mustermann","Erika","1964-08-12",dose(c,2,2))]),
 ("vac21",vec![st("Mustermann","Erika","1964-08-12",dose(c,2,1))]),
 ("vac33",vec![st("Mustermann","Erika","1964-08-12",dose(c,3,3))]),
 ("vac11",vec![st("Mustermann","Erika","1964-08-12",dose(c,1,1))]),
 ("rec",vec![st("Mustermann","Erika","1964-08-12",rec())]),
 ("test",vec![st("Mustermann","Erika","1964-08-12",test(TestKind::Naat,None))]),
 ("two",vec![st("Mustermann","Erika","1964-08-12",dose(c,2,2)),st("Mustermann","Max","1990-01-02",dose(c,3,3)),st("Mustermann","Erika","1964-08-12",rec())]),
 ("arab",vec![st("عبد الرحمن","محمّد لؤي","1964-08-12",dose(c,2,2))]),
 ("greek",vec![st("Παπαδοπούλου","Ευθυμία","1964-08-12",dose(c,2,2))]),
 ("cyr",vec![st("Щербакова-Ильинична","Екатерина Ѓорѓиевска","1964-08-12",dose(c,2,1))]),
 ("heb",vec![st("כהן","Sara","1964-08-12",dose(c,2,2))]),
 ("long",vec![st(&w,&w,"1964-08-12",dose(c,2,1))]),
 ("wide",vec![st(&"W".repeat(80),&"W".repeat(80),"1964-08-12",dose(c,2,1)),st(&"W".repeat(80),&"W".repeat(80),"1964-08-12",rec())]),
 ("wcyr",vec![st(&"Ж".repeat(39),&"Ж".repeat(39),"1964-08-12",dose(c,2,1)),st(&"Ж".repeat(39),&"Ж".repeat(39),"1964-08-12",rec())]),
 ];
 for layout in [Layout::Folded,Layout::Large]{ for (n,s) in &cases{ for side in [53.0,64.0]{ for sp in [false,true]{
  if (side==64.0)!=n.starts_with("w") || sp!=(*n=="vac"||*n=="two") {continue}
  let sheets:Vec<_>=s.iter().map(|st|Sheet{statement:st,issuer:&is,uvci:"URN:UVCI:01:XX:IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W",issued_at:at("2022-03-01T09:00:00Z"),expires_at:at("2023-03-01T09:00:00Z"),symbol:&sy}).collect();
  let pdf=print::pdf(&sheets,Options{specimen:sp,code_side_mm:side,layout}).unwrap();
  println!("{n} {layout:?} {}",pdf.len());
  std::fs::write(format!("{dir}/{}-{n}.pdf",if layout==Layout::Folded{"f"}else{"l"}),pdf).unwrap();
 }}}}
}
