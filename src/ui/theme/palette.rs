//! The colours: one table a theme, each text at least 4.5:1 and each outline 3:1 on its ground.

use egui::Color32;

/// The colours of a theme, by what they are for.
#[derive(Debug)]
pub(in crate::ui) struct Palette {
    /// The ground between the cards.
    pub ground: Color32,
    /// Cards, bars and fields.
    pub surface: Color32,
    /// A field on a card.
    pub field: Color32,
    /// A line that only divides.
    pub line: Color32,
    /// The outline of something that can be used.
    pub outline: Color32,
    /// Words.
    pub text: Color32,
    /// Words that explain.
    pub muted: Color32,
    /// The one colour that says "here".
    pub accent: Color32,
    /// The accent under the pointer.
    pub accent_hover: Color32,
    /// The accent while pressed.
    pub accent_press: Color32,
    /// A ground for what is chosen.
    pub accent_soft: Color32,
    /// Words on the accent.
    pub on_accent: Color32,
    /// What lies under the pointer.
    pub hover: Color32,
    /// All is well.
    pub good: Color32,
    /// A ground for what is well.
    pub good_soft: Color32,
    /// Something takes its time.
    pub wait: Color32,
    /// A ground for what takes its time.
    pub wait_soft: Color32,
    /// Something to correct.
    pub bad: Color32,
    /// A ground for what went wrong.
    pub bad_soft: Color32,
    /// The ribbon of training, used for nothing else.
    pub training: Color32,
    /// Words on the ribbon.
    pub on_training: Color32,
    /// The plate under a QR symbol, white in every theme.
    pub plate: Color32,
    /// The dark modules of a QR symbol, black in every theme.
    pub module: Color32,
}

const fn rgb(code: u32) -> Color32 {
    let [_, red, green, blue] = code.to_be_bytes();
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where colours are made"
    )]
    Color32::from_rgb(red, green, blue)
}

/// Bright rooms.
pub(in crate::ui) static LIGHT: Palette = Palette {
    ground: rgb(0xF3_F5F8),
    surface: rgb(0xFF_FFFF),
    field: rgb(0xFF_FFFF),
    line: rgb(0xDC_E2EA),
    outline: rgb(0x87_93A4),
    text: rgb(0x17_212F),
    muted: rgb(0x55_6274),
    accent: rgb(0x0B_5CAD),
    accent_hover: rgb(0x0A_4F96),
    accent_press: rgb(0x08_3F79),
    accent_soft: rgb(0xE5_EFFA),
    on_accent: rgb(0xFF_FFFF),
    hover: rgb(0xEE_F2F7),
    good: rgb(0x17_703F),
    good_soft: rgb(0xE1_F4E9),
    wait: rgb(0x7A_4F00),
    wait_soft: rgb(0xFC_F0D6),
    bad: rgb(0xB4_2318),
    bad_soft: rgb(0xFD_ECEA),
    training: rgb(0x7A_2A8C),
    on_training: rgb(0xFF_FFFF),
    plate: rgb(0xFF_FFFF),
    module: rgb(0x00_0000),
};

/// Dim rooms.
pub(in crate::ui) static DARK: Palette = Palette {
    ground: rgb(0x0F_141A),
    surface: rgb(0x18_1F28),
    field: rgb(0x12_1820),
    line: rgb(0x2B_3542),
    outline: rgb(0x6A_788A),
    text: rgb(0xE9_EEF4),
    muted: rgb(0x9C_A9B9),
    accent: rgb(0x62_A8F5),
    accent_hover: rgb(0x7D_B8F8),
    accent_press: rgb(0x4C_93E0),
    accent_soft: rgb(0x17_304C),
    on_accent: rgb(0x0A_1624),
    hover: rgb(0x22_2C38),
    good: rgb(0x62_CF93),
    good_soft: rgb(0x12_3223),
    wait: rgb(0xE8_B95A),
    wait_soft: rgb(0x38_2C12),
    bad: rgb(0xF5_8B83),
    bad_soft: rgb(0x43_201D),
    training: rgb(0xC9_8BD6),
    on_training: rgb(0x23_0A29),
    plate: rgb(0xFF_FFFF),
    module: rgb(0x00_0000),
};
