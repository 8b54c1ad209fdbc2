//! The fields of a case, by which faults and questions say where they are.

/// The fields of a case, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Field {
    /// Member `fn`.
    #[error("family name")]
    FamilyName,
    /// Member `fnt`.
    #[error("family name as in the travel document")]
    FamilyTransliteration,
    /// Member `gn`.
    #[error("given names")]
    GivenName,
    /// Member `gnt`.
    #[error("given names as in the travel document")]
    GivenTransliteration,
    /// Member `dob`.
    #[error("date of birth")]
    BirthDate,
    /// Member `tg`.
    #[error("disease")]
    Disease,
    /// Member `mp`.
    #[error("product")]
    Product,
    /// Member `vp`.
    #[error("prophylaxis")]
    Prophylaxis,
    /// Member `ma` of a vaccination.
    #[error("manufacturer")]
    Manufacturer,
    /// Member `dt`.
    #[error("date of vaccination")]
    VaccinationDate,
    /// Member `dn`.
    #[error("dose number")]
    Dose,
    /// What came before the dose.
    #[error("what came before the dose")]
    History,
    /// Member `sd`.
    #[error("doses in the series")]
    Doses,
    /// Why the numbers of a dose were entered by hand.
    #[error("reason for the numbers of the dose")]
    Reason,
    /// Member `fr`.
    #[error("date of the first positive test")]
    FirstPositive,
    /// Member `df`.
    #[error("valid from")]
    ValidFrom,
    /// Member `du`.
    #[error("valid until")]
    ValidUntil,
    /// Member `tt`.
    #[error("kind of test")]
    TestKind,
    /// Member `nm`.
    #[error("name of the test")]
    TestName,
    /// Member `ma` of a test.
    #[error("test device")]
    TestDevice,
    /// The day of `sc`.
    #[error("date of the sample")]
    SampleDate,
    /// The time of `sc`.
    #[error("time of the sample")]
    SampleTime,
    /// Member `tr`.
    #[error("result of the test")]
    TestOutcome,
    /// Member `tc`.
    #[error("testing centre")]
    TestCentre,
    /// The id of the administering place.
    #[error("location id")]
    Location,
    /// Claim `iss` and member `co`.
    #[error("country")]
    Country,
    /// Member `is`.
    #[error("certificate issuer")]
    IssuerName,
    /// Member `ci`.
    #[error("certificate identifier")]
    Identifier,
}

impl Field {
    /// Lists all.
    pub const ALL: [Self; 28] = [
        Self::FamilyName,
        Self::FamilyTransliteration,
        Self::GivenName,
        Self::GivenTransliteration,
        Self::BirthDate,
        Self::Disease,
        Self::Product,
        Self::Prophylaxis,
        Self::Manufacturer,
        Self::VaccinationDate,
        Self::Dose,
        Self::History,
        Self::Doses,
        Self::Reason,
        Self::FirstPositive,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::TestKind,
        Self::TestName,
        Self::TestDevice,
        Self::SampleDate,
        Self::SampleTime,
        Self::TestOutcome,
        Self::TestCentre,
        Self::Location,
        Self::Country,
        Self::IssuerName,
        Self::Identifier,
    ];
}
