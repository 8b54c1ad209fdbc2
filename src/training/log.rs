//! What happened, as counts: no name, no certificate, nothing that leads to a person.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// What a portal has done since it started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Log {
    /// Connections taken in.
    pub connections: u64,
    /// Requests read, those to `/training/` not counted.
    pub requests: u64,
    /// Answers by their status.
    pub answers: BTreeMap<u16, u64>,
    /// Requests and connections that met a fault, by its name.
    pub faults: BTreeMap<String, u64>,
    /// Signatures made.
    pub signatures: u64,
    /// Different hashes, and identifiers chosen here, that were signed.
    pub certificates: u64,
    /// How many of those were signed more than once.
    pub signed_again: u64,
    /// Whole and right answers with a signature that were handed to the network.
    pub delivered: u64,
    /// By the transaction id, which is a hash itself; requests without one are not in it.
    pub transactions: BTreeMap<String, Transaction>,
    #[serde(skip)]
    signed: BTreeMap<[u8; 32], u32>,
    #[serde(skip)]
    by_transaction: BTreeMap<String, BTreeSet<[u8; 32]>>,
}

/// What was signed under one transaction id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// Signatures made.
    pub signatures: u64,
    /// Different hashes or identifiers among them: more than one is a double.
    pub certificates: u64,
}

impl Log {
    /// Notes a signature over something, known by a digest of it.
    pub(super) fn signed(&mut self, what: [u8; 32], transaction: Option<&str>) {
        self.signatures += 1;
        let times = self.signed.entry(what).or_default();
        *times += 1;
        match *times {
            1 => self.certificates += 1,
            2 => self.signed_again += 1,
            _ => {}
        }
        if let Some(transaction) = transaction {
            let different = self
                .by_transaction
                .entry(transaction.to_owned())
                .or_default();
            different.insert(what);
            let entry = self.transactions.entry(transaction.to_owned()).or_default();
            entry.signatures += 1;
            entry.certificates = different.len() as u64;
        }
    }

    /// Notes a fault that was met.
    pub(super) fn met(&mut self, fault: &str) {
        *self.faults.entry(fault.to_owned()).or_default() += 1;
    }

    /// Notes an answer.
    pub(super) fn answered(&mut self, status: u16, delivers: bool) {
        *self.answers.entry(status).or_default() += 1;
        self.delivered += u64::from(delivers);
    }

    /// Returns the transactions with more than one certificate.
    pub fn doubles(&self) -> usize {
        let transactions = self.transactions.values();
        transactions.filter(|entry| entry.certificates > 1).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_the_same_again_is_told_from_signing_something_else() {
        let mut log = Log::default();
        log.signed([1; 32], Some("a"));
        log.signed([1; 32], Some("a"));
        log.signed([1; 32], Some("a"));
        assert_eq!(
            (log.signatures, log.certificates, log.signed_again),
            (3, 1, 1)
        );
        assert_eq!(log.doubles(), 0);
        log.signed([2; 32], Some("a"));
        log.signed([3; 32], None);
        assert_eq!(
            (log.signatures, log.certificates, log.signed_again),
            (5, 3, 1)
        );
        assert_eq!(log.doubles(), 1);
        assert_eq!(
            log.transactions["a"],
            Transaction {
                signatures: 4,
                certificates: 2
            }
        );
    }
}
