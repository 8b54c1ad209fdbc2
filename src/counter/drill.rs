//! "Portal-Ausfall üben": a portal of our own that is down until the drill is over.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    counter::{data_folder::DataFolder, open, portal_access, settings::Settings},
    domain::Clock,
    http::{self, Agent},
    issue::Route,
    portal::{Flow, NoLogin, Portal, Settings as Address},
    training::{self, Faults, Running},
};

/// Why there is no drill.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The portal to practise with.
    #[error(transparent)]
    Start(#[from] training::server::Error),
    /// Its faults.
    #[error("the training portal does not know how to be down")]
    Faults,
    /// The keys.
    #[error(transparent)]
    Counter(#[from] open::Error),
    /// The way to it.
    #[error("the training portal cannot be reached")]
    Agent(#[source] http::Error),
}

/// A drill under way. It is over when this is dropped.
#[derive(Debug)]
pub struct Drill {
    _portal: Running,
}

impl Drill {
    /// Starts a portal that is down, and returns the way to it.
    pub fn start(
        folder: &DataFolder,
        clock: &Arc<dyn Clock>,
        at: Timestamp,
    ) -> Result<(Self, Route), Error> {
        let keys = open::training_keys(folder, at)?;
        let signers = portal_access::signers_of_pem(keys.certificate_pem.as_bytes());
        let signers = signers.map_err(open::Error::from)?;
        let issuer = open::issuer(&Settings::default()).map_err(open::Error::from)?;
        let address_location = issuer.location().to_owned();
        let running = training::start(training::Options {
            port: 0,
            faults: Faults::named(DOWN).or(Err(Error::Faults))?,
            keys,
            issuer,
            clock: Arc::clone(clock),
            key: None,
            tls: None,
        })?;
        let agent = Agent::new(http::Options {
            loopback: true,
            ..http::Options::default()
        });
        let address = Address {
            url: running.url(),
            flow: Flow::Hash,
            location: address_location,
        };
        let agent = Box::new(agent.map_err(Error::Agent)?);
        let route = Route::Portal {
            portal: Arc::new(Portal::new(address, Box::new(NoLogin), agent)),
            signers: signers.into(),
        };
        Ok((Self { _portal: running }, route))
    }
}

/// What a portal says that is down.
const DOWN: &str = "503";
