//! What no single file of this folder can show.

mod documentation;
mod layers;
mod mistakes;

use super::{FileTrust, Flags, Inputs, Settings};

fn inputs(file: &str, env: &[(&str, &str)], flags: Flags) -> Inputs {
    let env = [("HOME", "/home/ada")].iter().chain(env);
    Inputs {
        file: Some(("/s.toml".into(), file.to_owned(), FileTrust::Trusted)),
        env: env
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        flags,
    }
}

fn resolve(file: &str, env: &[(&str, &str)], flags: Flags) -> Result<Settings, String> {
    Settings::resolve(&inputs(file, env, flags)).map_err(|error| error.to_string())
}
