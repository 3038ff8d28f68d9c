//! Where a secret may go: to one origin, over TLS that was checked, and through no proxy that
//! is shown with its password.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, IsCa, KeyPair,
    date_time_ymd,
};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{self, ServerConfig, ServerConnection};

use crate::support::Program;

pub(super) const CANARY: &str = "canary-8f21a9";

/// The signer of a certificate.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Signed {
    /// An authority that the program is configured to trust.
    ByOurs,
    /// The certificate itself.
    ByItself,
}

/// A server with a certificate, which answers as if the account did not know the caller.
pub(super) struct Tls {
    pub(super) port: u16,
    pub(super) authority: tempfile::NamedTempFile,
    /// Everything that was received after a handshake.
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Tls {
    pub(super) fn new(signed: Signed, name: &str, last_year: i32) -> Self {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name = DistinguishedName::new();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let mut of_issuer = CertificateParams::new(Vec::new()).unwrap();
        of_issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(of_issuer, KeyPair::generate().unwrap()).unwrap();
        let certificate = match signed {
            Signed::ByOurs => params.signed_by(&key, &issuer),
            Signed::ByItself => params.self_signed(&key),
        };
        let chain = vec![certificate.unwrap().der().clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let authority = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(authority.path(), issuer.pem()).unwrap();
        let (port, heard) = serve(Arc::new(config));
        Self {
            port,
            authority,
            heard,
        }
    }

    fn program(&self) -> Program {
        Program::at(&format!("https://127.0.0.1:{}", self.port), CANARY)
            .with("SSL_CERT_FILE", self.authority.path().to_str().unwrap())
    }

    pub(super) fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

/// Answers every request with 401 and stores it. The thread ends with the test binary.
fn serve(config: Arc<ServerConfig>) -> (u16, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&heard);
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut session = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::Stream::new(&mut session, &mut stream);
            let mut piece = [0; 4096];
            // Most of these tests are about handshakes that fail.
            if let Ok(count) = tls.read(&mut piece) {
                record.lock().unwrap().extend_from_slice(&piece[..count]);
                let answer = "HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = tls.write_all(answer.as_bytes());
                tls.conn.send_close_notify();
                let _ = tls.flush();
            }
        }
    });
    (port, heard)
}

#[test]
fn a_secret_goes_only_to_whoever_the_certificate_is_good_for() {
    // macOS asks its keychain alone whom to trust, and has its own words for refusing.
    let takes_file = !cfg!(target_os = "macos");
    if takes_file {
        let good = Tls::new(Signed::ByOurs, "127.0.0.1", 2100);
        good.program()
            .run(["list"])
            .expect(3)
            .shows("refused the credentials");
        let heard = good.heard().to_lowercase();
        assert!(heard.contains(&format!("authorization: bearer {CANARY}")));
    }

    for (signed, name, last_year, message) in [
        (Signed::ByItself, "127.0.0.1", 2100, "UnknownIssuer"),
        (Signed::ByOurs, "127.0.0.1", 2021, "expired"),
        (
            Signed::ByOurs,
            "acme.zendesk.com",
            2100,
            "not valid for name",
        ),
    ] {
        let bad = Tls::new(signed, name, last_year);
        let output = bad.program().run(["list"]).expect(4);
        let output = output.shows("certificate");
        if takes_file {
            let output = output.shows(message);
            // Only an authority that nobody knows can be mended by trusting more of them.
            let is_unknown = message == "UnknownIssuer";
            for hint in ["SSL_CERT_FILE", "ca_file"] {
                assert_eq!(
                    output.stderr.contains(hint),
                    is_unknown,
                    "{}",
                    output.stderr
                );
            }
        } else {
            output.shows("Keychain Access");
        }
        assert_eq!(bad.heard(), "");
    }
}

#[test]
fn a_server_that_knows_only_old_tls_is_refused() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut hello = [0; 4096];
        let count = stream.read(&mut hello).unwrap();
        // A fatal alert of TLS 1.1: protocol_version (RFC 5246 §7.2).
        stream
            .write_all(&[0x15, 0x03, 0x02, 0x00, 0x02, 0x02, 0x46])
            .unwrap();
        String::from_utf8_lossy(&hello[..count]).into_owned()
    });
    let program = Program::at(&format!("https://127.0.0.1:{port}"), CANARY);
    program.run(["list"]).expect(4).shows("cannot reach");
    assert!(!server.join().unwrap().contains(CANARY));
}

#[test]
fn an_address_that_is_neither_encrypted_nor_this_machine_is_refused_before_any_connection() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for url in [
        format!("http://localhost:{port}"),
        format!("http://localhost.evil:{port}"),
        format!("http://127.0.0.1.evil:{port}"),
        format!("http://user:{CANARY}@127.0.0.1:{port}"),
        "http://acme.zendesk.com".to_owned(),
        "http://10.0.0.1".to_owned(),
    ] {
        for verb in [
            &["list"][..],
            &["auth", "login", "--store", "file", "--client-id", "x"],
        ] {
            let output = Program::at(&url, CANARY).run(verb).expect(2);
            assert!(!output.stderr.contains(CANARY), "{}", output.stderr);
        }
    }
    assert!(listener.accept().is_err(), "nobody connected");
}

#[test]
fn a_proxy_is_named_and_its_password_is_not() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let proxy = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 4096];
        let count = stream.read(&mut asked).unwrap();
        let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&asked[..count]).into_owned()
    });
    let program = Program::new()
        .with("ZENDESK_SUBDOMAIN", "acme")
        .with("ZENDESK_OAUTH_TOKEN", CANARY)
        .with(
            "HTTPS_PROXY",
            &format!("http://me:hidden-pw@127.0.0.1:{port}"),
        );
    let output = program.run(["-vvv", "list"]).expect(4);
    let output = output.shows(&format!("through the proxy http://…@127.0.0.1:{port}"));
    crate::support::no_secret(&program, &output, &[CANARY, "hidden-pw", "me:hidden-pw"]);
    let asked = proxy.join().unwrap();
    assert!(
        asked.starts_with("CONNECT acme.zendesk.com:443 "),
        "{asked}"
    );
    assert!(!asked.contains(CANARY));
}

#[test]
fn keys_of_connections_are_written_nowhere() {
    let server = Tls::new(Signed::ByOurs, "127.0.0.1", 2100);
    let home = tempfile::tempdir().unwrap();
    let keys = home.path().join("keys.log");
    let program = server
        .program()
        .with("SSLKEYLOGFILE", keys.to_str().unwrap());
    program.run(["list"]).expect(3);
    assert!(server.heard().contains("HTTP/1.1"));
    assert!(!keys.exists());
}

#[test]
fn an_authority_of_the_profile_is_trusted_beside_the_system_s() {
    let tls = Tls::new(Signed::ByOurs, "127.0.0.1", 2100);
    let program = |path: &str| {
        Program::new()
            .with("ZENDESK_OAUTH_TOKEN", CANARY)
            .with_settings(&format!(
                "[profiles.default]\nurl = \"https://127.0.0.1:{}\"\nca_file = \"{path}\"\n",
                tls.port
            ))
    };
    let output = program(tls.authority.path().to_str().unwrap()).run(["list"]);
    output.expect(3).shows("refused the credentials");
    let other = tempfile::NamedTempFile::new().unwrap();
    for (path, why) in [
        ("/nowhere/authorities.pem", "not there"),
        ("/", "directory"),
        (other.path().to_str().unwrap(), "no certificate"),
    ] {
        let output = program(path).run(["list"]).expect(2);
        output.shows("settings.toml:3:11").shows(path).shows(why);
    }
}

/// Whoever can write the file of an authority can answer in Zendesk's place, and is sent the token.
#[test]
fn an_authority_that_others_could_have_written_is_not_trusted() {
    use std::os::unix::fs::PermissionsExt as _;

    let tls = Tls::new(Signed::ByOurs, "127.0.0.1", 2100);
    let path = tls.authority.path();
    for mode in [0o666, 0o620, 0o602] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        let settings = format!(
            "[profiles.default]\nurl = \"https://127.0.0.1:{}\"\nca_file = \"{}\"\n",
            tls.port,
            path.display()
        );
        let program = Program::new()
            .with("ZENDESK_OAUTH_TOKEN", CANARY)
            .with_settings(&settings);
        let output = program.run(["list"]).expect(2);
        output.shows("others may write to it").shows("chmod go-w");
    }
    assert!(!tls.heard().contains("HTTP/1.1"));
}

#[test]
fn a_missing_file_of_authorities_is_named() {
    let program = Program::at("https://127.0.0.1:9", CANARY)
        .with("SSL_CERT_FILE", "/nowhere/authorities.pem");
    let output = program.run(["list"]).expect(2);
    output
        .shows("SSL_CERT_FILE")
        .shows("/nowhere/authorities.pem");
}
