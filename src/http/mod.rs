//! One configured agent: roots, client certificate, proxy, limits. Knows no address.
