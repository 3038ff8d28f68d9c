//! Tests of all layers together, which no single file of this folder can show.

mod accounts;
mod documentation;
mod layers;
mod mistakes;

use super::trust::FileTrust;
use super::{Flags, Inputs, Settings};

const FILE: &str = r#"
profile = "acme"
theme = "dark"
[poll]
watching_share = 0.2
[profiles.acme]
subdomain = "acme"
email = "file@acme.example"
auth = "api-token"
token_command = ["~/bin/secret", "acme"]
read_only = true
production = true
accent = "red"
protected = ["CEO@acme.example", "@board.example", "role:admin", 12345]
ending_share = 0.3
[profiles.empty]
"#;

fn source_of(settings: &Settings, key: &str) -> String {
    let row = settings.explained.iter().find(|row| row.key == key);
    row.map_or(String::new(), |row| row.source.to_string())
}

fn inputs(file: &str, env: &[(&str, &str)], flags: Flags) -> Inputs {
    let env = [("HOME", "/home/ada")].iter().chain(env);
    Inputs {
        file: Some(("/s.toml".into(), file.to_owned(), FileTrust::Trusted)),
        env: env
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        flags,
        leaves_credentials: false,
    }
}

fn resolve(file: &str, env: &[(&str, &str)], flags: Flags) -> Result<Settings, String> {
    Settings::resolve(&inputs(file, env, flags)).map_err(|error| error.to_string())
}
