//! TLS of an agent: the system's roots and those added to them, our certificate, and whether the other end has
//! asked for one.
//!
//! One configuration for all calls, so that roots are read once and sessions are resumed.

use std::{
    fmt,
    io::{Read as _, Write as _},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use rustls::{
    ClientConfig, ClientConnection, Error as TlsError, SignatureScheme, StreamOwned,
    client::{ResolvesClientCert, Resumption},
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
    sign::CertifiedKey,
};
use rustls_platform_verifier::Verifier;
use ureq::{
    Error as Cause,
    http::{Uri, uri::Authority},
    unversioned::transport::{
        Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
        TransportAdapter,
    },
};

/// Secures connections.
#[derive(Clone)]
pub(super) struct Tls {
    setup: Arc<Setup>,
    /// Who may see our certificate: nobody on the way there, such as a proxy.
    target: Option<Authority>,
}

struct Setup {
    /// Trusted beside the system's own roots.
    further_roots: Vec<CertificateDer<'static>>,
    presenter: Arc<Presenter>,
    /// Made at the first connection: the system's roots take their time to read.
    config: OnceLock<Arc<ClientConfig>>,
}

/// Shows our certificate to whoever asks, and remembers that somebody did.
#[derive(Debug)]
struct Presenter {
    identity: Option<Arc<CertifiedKey>>,
    asked: AtomicBool,
}

impl Tls {
    /// Returns our certificate (DER); nothing where there is none.
    pub(super) fn certificate(&self) -> &[u8] {
        let identity = self.setup.presenter.identity.as_ref();
        let certificate = identity.and_then(|identity| identity.cert.first());
        certificate.map_or(&[], |certificate| certificate.as_ref())
    }

    pub(super) fn new(
        further_roots: Vec<CertificateDer<'static>>,
        identity: Option<Arc<CertifiedKey>>,
    ) -> Self {
        Self {
            setup: Arc::new(Setup {
                further_roots,
                presenter: Arc::new(Presenter::of(identity)),
                config: OnceLock::new(),
            }),
            target: None,
        }
    }

    /// Returns the same for a call of this target, to which alone our certificate is shown.
    pub(super) fn towards(&self, target: Option<Authority>) -> Self {
        Self {
            setup: Arc::clone(&self.setup),
            target,
        }
    }

    /// Whether a client certificate has been asked for, and there was none to show.
    ///
    /// TLS 1.2 has no alert for it (RFC 5246 section 7.4.6): servers send one of several, or hang up.
    pub(super) fn lacks_identity(&self) -> bool {
        self.setup.presenter.identity.is_none()
            && self.setup.presenter.asked.load(Ordering::Relaxed)
    }

    /// Whether our certificate has been asked for and shown.
    pub(super) fn has_shown_identity(&self) -> bool {
        self.setup.presenter.identity.is_some()
            && self.setup.presenter.asked.load(Ordering::Relaxed)
    }

    fn config_for(&self, uri: &Uri) -> Result<Arc<ClientConfig>, TlsError> {
        let config = self.config()?;
        if uri.authority() == self.target.as_ref() {
            return Ok(config);
        }
        let mut config = ClientConfig::clone(&config);
        config.client_auth_cert_resolver = Arc::new(Presenter::of(None));
        config.resumption = Resumption::disabled();
        Ok(Arc::new(config))
    }

    fn config(&self) -> Result<Arc<ClientConfig>, TlsError> {
        if let Some(config) = self.setup.config.get() {
            return Ok(Arc::clone(config));
        }
        let provider = Arc::new(ring::default_provider());
        let roots = self.setup.further_roots.iter().cloned();
        let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        config.client_auth_cert_resolver = Arc::<Presenter>::clone(&self.setup.presenter);
        Ok(Arc::clone(
            self.setup.config.get_or_init(|| Arc::new(config)),
        ))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl Presenter {
    fn of(identity: Option<Arc<CertifiedKey>>) -> Self {
        Self {
            identity,
            asked: AtomicBool::new(false),
        }
    }
}

impl ResolvesClientCert for Presenter {
    fn resolve(
        &self,
        _issuers: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.identity.clone()
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, Secured>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Cause> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = details.uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|_no_name| Cause::Tls("no name of a host"))?;
        let mut connection = ClientConnection::new(self.config_for(details.uri)?, name)?;
        let mut socket =
            TransportAdapter::new(transport.boxed(), Arc::clone(&details.current_time));
        socket.set_timeout(details.timeout);
        connection.complete_io(&mut socket)?;
        let config = details.config;
        Ok(Some(Either::B(Secured {
            stream: StreamOwned::new(connection, socket),
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
        })))
    }
}

/// A secured connection.
pub(super) struct Secured {
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    buffers: LazyBuffers,
}

impl fmt::Debug for Secured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secured")
    }
}

impl Transport for Secured {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Cause> {
        self.stream.get_mut().set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.stream.write_all(output)?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Cause> {
        self.stream.get_mut().set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        false
    }

    fn is_tls(&self) -> bool {
        true
    }
}
