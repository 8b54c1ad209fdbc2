//! Whether a CSCA vouches for a document signer (RFC 5280 section 6.1, hcert-spec 1.0.8 section 5.2).

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};
use x509_cert::{
    Certificate as X509,
    der::{Decode as _, Encode as _, asn1::ObjectIdentifier},
    ext::pkix::KeyUsage,
};

use super::{Certificate, certificate::is_of_authority};

/// Why a certificate is not vouched for by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotIssued {
    /// The one above is no authority.
    #[error("the one above it is no authority that may sign certificates")]
    NotAuthority,
    /// Its issuer is somebody else.
    #[error("its issuer has another name")]
    OtherName,
    /// It is valid longer than the one above it.
    #[error("it ends later than its CSCA")]
    OutlivesIssuer,
    /// A kind of signature that is not supported.
    #[error("its signature is of a kind that is not supported")]
    Unsupported,
    /// The signature is not that of the issuer.
    #[error("its signature does not verify")]
    WrongSignature,
}

/// Holds a document signer against the CSCA (DER) that should have issued it.
pub fn issued_by(signer: &Certificate, csca: &[u8]) -> Result<(), NotIssued> {
    let above = X509::from_der(csca).or(Err(NotIssued::OtherName))?;
    let below = X509::from_der(signer.der()).or(Err(NotIssued::OtherName))?;
    if below.tbs_certificate().issuer() != above.tbs_certificate().subject() {
        return Err(NotIssued::OtherName);
    }
    let usage = above.tbs_certificate().get_extension::<KeyUsage>();
    let may_certify = match usage {
        Ok(Some((_, usage))) => usage.key_cert_sign(),
        Ok(None) => true,
        Err(_) => false,
    };
    if !may_certify || !is_of_authority(&above) {
        return Err(NotIssued::NotAuthority);
    }
    let key = above.tbs_certificate().subject_public_key_info();
    let curve = key.algorithm.parameters.as_ref();
    let curve = curve.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let algorithm = way(&below, curve).ok_or(NotIssued::Unsupported)?;
    let signed = below
        .tbs_certificate()
        .to_der()
        .or(Err(NotIssued::WrongSignature))?;
    UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes())
        .verify(&signed, below.signature().raw_bytes())
        .or(Err(NotIssued::WrongSignature))?;
    let ends = above
        .tbs_certificate()
        .validity()
        .not_after
        .to_unix_duration();
    if below
        .tbs_certificate()
        .validity()
        .not_after
        .to_unix_duration()
        > ends
    {
        return Err(NotIssued::OutlivesIssuer);
    }
    Ok(())
}

/// Returns how the signature of a certificate is verified: its hash, and the curve of the key above.
fn way(
    certificate: &X509,
    curve: Option<ObjectIdentifier>,
) -> Option<&'static dyn VerificationAlgorithm> {
    let algorithm = certificate.signature_algorithm();
    let pss = || {
        // The hash stands first in the parameters (RFC 4055 section 3.1).
        let parameters = algorithm.parameters.as_ref()?.to_der().ok()?;
        let has = |oid: &[u8]| parameters.windows(oid.len()).any(|window| window == oid);
        let ways: [(ObjectIdentifier, &'static dyn VerificationAlgorithm); 3] = [
            (SHA256, &RSA_PSS_2048_8192_SHA256),
            (SHA384, &RSA_PSS_2048_8192_SHA384),
            (SHA512, &RSA_PSS_2048_8192_SHA512),
        ];
        let found = ways.into_iter().find(|(hash, _)| has(hash.as_bytes()));
        found.map(|(_, way)| way)
    };
    match algorithm.oid {
        ECDSA_SHA256 if curve == Some(P256) => Some(&ECDSA_P256_SHA256_ASN1),
        ECDSA_SHA256 if curve == Some(P384) => Some(&ECDSA_P384_SHA256_ASN1),
        ECDSA_SHA384 if curve == Some(P256) => Some(&ECDSA_P256_SHA384_ASN1),
        ECDSA_SHA384 if curve == Some(P384) => Some(&ECDSA_P384_SHA384_ASN1),
        RSA_SHA256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        RSA_SHA384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        RSA_SHA512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        RSA_PSS => pss(),
        _ => None,
    }
}

const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

#[cfg(test)]
mod tests {
    use x509_cert::der::DecodePem as _;

    use super::*;

    fn der(name: &str) -> Vec<u8> {
        let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
        X509::from_pem(std::fs::read(path).unwrap())
            .unwrap()
            .to_der()
            .unwrap()
    }

    #[test]
    fn the_csca_vouches_for_its_signer_and_for_nothing_else() {
        let signer = Certificate::from_der(&der("worked/dsc.pem")).unwrap();
        let csca = der("worked/csca.pem");
        assert_eq!(issued_by(&signer, &csca), Ok(()));
        assert_eq!(issued_by(&signer, signer.der()), Err(NotIssued::OtherName));
        let rsa = der("key_files/rsa-cert.pem");
        assert_eq!(issued_by(&signer, &rsa), Err(NotIssued::OtherName));
        let own = Certificate::from_der(&rsa).unwrap();
        assert_eq!(issued_by(&own, &rsa), Err(NotIssued::NotAuthority));
        let mut changed = signer.der().to_vec();
        let end = changed.len() - 1;
        changed[end] ^= 1;
        let changed = Certificate::from_der(&changed).unwrap();
        assert_eq!(issued_by(&changed, &csca), Err(NotIssued::WrongSignature));
    }
}
