//! The names of strangers and of the account.

/// The words of strangers: the names of people, their addresses, an error of the server.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) names: Vec<String>,
    /// The addresses in place of honest ones, if there are any.
    pub(crate) emails: Vec<String>,
    pub(crate) error: String,
    pub(crate) account: String,
    /// The number of sign-ins.
    pub(crate) sessions: u64,
}

impl Default for Words {
    fn default() -> Self {
        let names = [
            "Ada Lovelace",
            "José García Márquez",
            "山田太郎",
            "Grace Hopper",
            "Нина Иванова",
            "Annabel van den Heuvel-Oosterwijk",
            "محمد علي",
            "",
            "Þórdís Håkansdóttir",
            "Chiamaka Okonkwo",
            "Søren Kjær",
        ];
        Self {
            names: names.map(str::to_owned).to_vec(),
            emails: Vec::new(),
            error: "Service unavailable".to_owned(),
            account: "acme".to_owned(),
            sessions: 312,
        }
    }
}
