//! The way out through a proxy: each of its faults by a word of its own, logins, and what the environment names.

use std::process::Command;

use impftheke::case::{Cause, Class};

use super::counter::{Counter, EXAMPLE, Process};
use crate::own_proxy::{Does, FAULTS, Proxy};

/// A counter whose portal is reached by a name that only a proxy knows.
fn behind_a_proxy() -> (Counter, Process) {
    let counter = Counter::new();
    let (portal, [url, ca, _]) = counter.portal(&[]);
    let port = url
        .trim_end_matches('/')
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    counter.set("portal.url", &format!("https://portal.test:{port}"));
    counter.set("portal.roots", &ca);
    (counter, portal)
}

/// Issues in an environment that names no proxy but these.
fn issue(counter: &Counter, variables: &[(&str, &str)]) -> Option<String> {
    let run = |arguments: &[&str]| {
        let mut command = command(counter, variables);
        command.args(arguments).output().unwrap()
    };
    let output = run(&["issue", EXAMPLE, "--hc1", "a.hc1"]);
    if output.status.success() {
        return None;
    }
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    // What nobody can use keeps every case from its attempt: whoever works the queue says so.
    run(&["queue", "run", "--until-empty", "--limit", "5"]);
    let listed = run(&["queue", "list", "--json"]);
    let rows: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let last = rows.as_array().unwrap().last().unwrap();
    Some(last["trouble"].as_str().unwrap().to_owned())
}

fn command(counter: &Counter, variables: &[(&str, &str)]) -> Command {
    let mut command = counter.command(&[]);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command.envs(variables.iter().copied());
    command
}

#[test]
fn a_certificate_comes_through_a_proxy_and_each_of_its_faults_has_its_own_word() {
    for (word, does) in FAULTS {
        let (counter, _portal) = behind_a_proxy();
        let proxy = Proxy::that(does.clone());
        counter.set("portal.proxy", &proxy.url());
        counter.set("portal.limit-seconds", "3");
        assert_eq!(issue(&counter, &[]).as_deref(), Some(word), "{does:?}");
        assert!(proxy.asked() > 0, "{does:?}");
        // Once somebody has mended it, the case gets its certificate; what passes by itself has its pauses.
        if Cause::from_name(word).unwrap().class() != Class::Mend {
            continue;
        }
        proxy.now(Does::Lead);
        counter.set("portal.limit-seconds", "30");
        let worked = counter.run(&["queue", "try-again"]);
        counter.say(&["queue", "run", "--until-empty", "--limit", "60"]);
        let shown = counter.run(&["queue", "show", "1", "--hc1", "-"]);
        assert!(
            shown.stdout.starts_with(b"HC1:"),
            "{does:?}: {worked:?} {shown:?}"
        );
    }
}

#[test]
fn a_proxy_that_is_down_or_unknown_is_not_the_portal() {
    let (counter, _portal) = behind_a_proxy();
    counter.set("portal.proxy", "http://127.0.0.1:9");
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-down"));
    let (counter, _portal) = behind_a_proxy();
    counter.set("portal.proxy", "http://proxy.invalid:8080");
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-not-found"));
    // And a portal that is down is not the proxy's fault alone: the proxy says so.
    let (counter, portal) = behind_a_proxy();
    drop(portal);
    counter.set("portal.proxy", &Proxy::that(Does::Lead).url());
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-no-way"));
}

#[test]
fn a_login_works_and_its_password_is_sealed() {
    let proxy = Proxy::that(Does::LeadKnown("erika:p@ss:wort"));
    let (counter, _portal) = behind_a_proxy();
    counter.set("portal.proxy", &proxy.url_for("erika"));
    counter.set("portal.proxy-password", "falsch");
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-password"));
    counter.set("portal.proxy-password", "p@ss:wort");
    counter.run(&["queue", "try-again"]);
    assert_eq!(issue(&counter, &[]), None);

    let (counter, _portal) = behind_a_proxy();
    counter.set("portal.proxy", &proxy.url_for("erika:p%40ss%3Awort"));
    let kept = std::fs::read_to_string(counter.path("data/settings.json")).unwrap();
    assert!(!kept.contains("wort"), "{kept}");
    assert!(
        counter
            .say(&["config", "show"])
            .contains(&proxy.url_for("erika"))
    );
    assert_eq!(issue(&counter, &[]), None);
}

#[test]
fn whoever_has_mended_the_way_out_is_not_made_to_wait() {
    // By a setting, which the next run of the program takes up.
    let proxy = Proxy::that(Does::LeadKnown("erika:p@ss:wort"));
    let (counter, _portal) = behind_a_proxy();
    counter.set("portal.proxy", &proxy.url_for("erika"));
    counter.set("portal.proxy-password", "falsch");
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-password"));
    counter.set("portal.proxy-password", "p@ss:wort");
    counter.say(&["queue", "try-again"]);
    counter.say(&["queue", "run", "--until-empty", "--limit", "30"]);
    assert_eq!(counter.cause(), None);

    // A set-up that has failed before and comes back, whoever looks at the queue first.
    let (counter, _portal) = behind_a_proxy();
    let proxy = Proxy::that(Does::LeadKnown("erika:geheim"));
    counter.set("portal.proxy", &proxy.url());
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-login"));
    counter.set("portal.proxy", "http://127.0.0.1:9");
    counter.run(&["queue", "run", "--until-empty", "--limit", "3"]);
    proxy.now(Does::Lead);
    counter.set("portal.proxy", &proxy.url());
    counter.say(&["queue", "list"]);
    counter.say(&["queue", "run", "--until-empty", "--limit", "30"]);
    assert_eq!(counter.cause(), None);

    // At the proxy itself, right after a run that has tried it.
    let (counter, _portal) = behind_a_proxy();
    let proxy = Proxy::that(Does::LeadKnown("erika:geheim"));
    counter.set("portal.proxy", &proxy.url());
    assert_eq!(issue(&counter, &[]).as_deref(), Some("proxy-login"));
    proxy.now(Does::Lead);
    counter.say(&["queue", "try-again"]);
    counter.say(&["queue", "run", "--until-empty", "--limit", "30"]);
    assert_eq!(counter.cause(), None);
}

#[test]
fn a_run_names_a_command_only_with_the_time_from_which_it_is_taken() {
    let counter = Counter::new();
    let (_portal, [url, ca, _]) = counter.portal(&["--faults", "503"]);
    counter.set("portal.url", &url);
    counter.set("portal.roots", &ca);
    counter.set("portal.limit-seconds", "3");
    assert_eq!(counter.issue().0, Some(3));
    let run = || {
        let output = counter.run(&["queue", "run", "--until-empty", "--limit", "3"]);
        String::from_utf8(output.stdout).unwrap()
    };
    // The first run tries by hand; the next comes too soon for that.
    run();
    let said = run();
    let refused = counter.run(&["queue", "try-again"]).status.code() == Some(3);
    assert!(refused && said.contains("sooner from 20"), "{said}");
    // Another portal is asked at once.
    let (_portal, [url, ca, _]) = counter.portal(&[]);
    counter.set("portal.url", &url);
    counter.set("portal.roots", &ca);
    counter.say(&["queue", "run", "--until-empty", "--limit", "30"]);
    assert_eq!(counter.cause(), None);
}

#[test]
fn a_password_goes_to_no_other_proxy_and_stays_nowhere_in_plain() {
    let counter = Counter::new();
    let kept = || std::fs::read_to_string(counter.path("data/settings.json")).unwrap_or_default();
    // What stands in a command can be read by others.
    let output = counter.run(&[
        "config",
        "set",
        "portal.proxy",
        "http://erika:geheim@old:8080",
    ]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("standard input") && !said.contains("geheim"),
        "{said}"
    );
    counter.set("portal.proxy", "http://erika:geheim@old:8080");
    assert!(kept().contains("portal.proxy-password"), "{}", kept());
    let output = counter.run(&["config", "set", "portal.proxy", "http://127.0.0.1:18999"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.contains("portal.proxy-password anew"),
        "{said}"
    );
    assert!(!kept().contains("portal.proxy-password"), "{}", kept());
    // Not UTF-8: nobody could read it, and it would stand there in plain.
    counter.refuses("portal.proxy", "http://erika:%E4pfel@proxy:8080");
    assert!(!kept().contains("pfel"), "{}", kept());
}

#[test]
fn what_is_no_http_proxy_is_refused_with_its_reason_and_never_gone_round() {
    let (counter, _portal) = behind_a_proxy();
    for (value, why) in [
        ("socks5://127.0.0.1:1080", "not spoken here"),
        ("http://wpad.example/wpad.dat", "PAC file"),
        ("http://127.0.0.1:8080/path", "does not name a proxy"),
    ] {
        let output = counter.run(&["config", "set", "portal.proxy", value]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(why), "{value}: {said}");
        assert_eq!(output.status.code(), Some(2));
    }
    for (value, word) in [
        ("socks5h://127.0.0.1:1080", "proxy-kind"),
        ("http://wpad.example/wpad.dat", "proxy-auto-config"),
        ("http://:", "proxy-unusable"),
    ] {
        let (counter, _portal) = behind_a_proxy();
        assert_eq!(
            issue(&counter, &[("ALL_PROXY", value)]).as_deref(),
            Some(word),
            "{value}"
        );
        // The same where an older program has taken it as a setting.
        let (counter, _portal) = behind_a_proxy();
        let file = counter.path("data/settings.json");
        let mut kept: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        kept["portal.proxy"] = value.into();
        std::fs::write(&file, kept.to_string()).unwrap();
        assert_eq!(issue(&counter, &[]).as_deref(), Some(word), "{value}");
    }
}

#[test]
fn the_environment_names_the_proxy_as_it_does_for_curl() {
    let (lead, other) = (Proxy::that(Does::Lead), Proxy::that(Does::Close));
    let (lead, other) = (lead.url(), other.url());
    let (counter, _portal) = behind_a_proxy();
    for variables in [
        vec![("HTTPS_PROXY", &*lead), ("ALL_PROXY", &*other)],
        vec![("https_proxy", &*lead), ("HTTPS_PROXY", &*other)],
        vec![("ALL_PROXY", &*lead), ("HTTP_PROXY", &*other)],
        vec![("https_proxy", ""), ("ALL_PROXY", &*lead)],
        vec![("https_proxy", &*lead), ("NO_PROXY", "foo,*")],
    ] {
        assert_eq!(issue(&counter, &variables), None, "{variables:?}");
    }
    // Without a proxy nobody knows the portal's name.
    for variables in [
        vec![("HTTP_PROXY", &*lead)],
        vec![
            ("HTTPS_PROXY", &*lead),
            ("NO_PROXY", "localhost, .test , x"),
        ],
        vec![("https_proxy", ""), ("HTTP_PROXY", &*lead)],
        vec![
            ("HTTPS_PROXY", &*lead),
            ("no_proxy", ""),
            ("NO_PROXY", "portal.test"),
        ],
    ] {
        let (counter, _portal) = behind_a_proxy();
        assert_eq!(
            issue(&counter, &variables).as_deref(),
            Some("offline"),
            "{variables:?}"
        );
    }
}

#[test]
fn a_password_that_an_older_version_left_in_plain_is_shown_nowhere_and_sealed() {
    let proxy = Proxy::that(Does::LeadKnown("erika:geheim"));
    let (counter, _portal) = behind_a_proxy();
    let file = counter.path("data/settings.json");
    let kept = || std::fs::read_to_string(&file).unwrap();
    let plain = || {
        let mut settings: serde_json::Value = serde_json::from_str(&kept()).unwrap();
        settings["portal.proxy"] = proxy.url_for("erika:geheim").into();
        std::fs::write(&file, settings.to_string()).unwrap();
    };
    plain();
    for show in [&["config", "show"][..], &["config", "show", "--json"]] {
        let said = counter.say(show);
        assert!(!said.contains("geheim"), "{said}");
        assert!(said.contains(&proxy.url_for("erika")), "{said}");
    }
    counter.set("pharmacy.name", "Muster-Apotheke");
    assert!(!kept().contains("geheim"), "{}", kept());
    // Nor is it left there by whoever only opens the counter, and it still is the password.
    plain();
    assert_eq!(issue(&counter, &[]), None);
    assert!(!kept().contains("geheim"), "{}", kept());
    assert!(kept().contains("portal.proxy-password"), "{}", kept());
}
