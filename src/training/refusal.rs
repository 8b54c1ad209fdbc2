//! A request that is refused, in words.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// A request that is not carried out, in words.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    what: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { status, what }
    }

    pub(super) fn invalid(what: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, what)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.what).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let bearer = header::HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}
