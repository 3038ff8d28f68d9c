//! The description of a stage, and how it is built from that.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use zentop::app::{Equipment, Keymap, MaskOrWhyNot, Setup};
use zentop::chat::ChatContext;
use zentop::host::{JobControl, jitter, salt};
use zentop::journal::{Journal, JournalOpener, RunMode};
use zentop::live::{Mask, Pace, Poller};
use zentop::model::Clock;
use zentop::operation::{Guardrails, PinFile, Reason, Runner};
use zentop::query::Zone;
use zentop::runtime::{
    Cards, Clipboard, NamedByGuardrails, Output, Ports, Profiles, Screen, SwitchedAccount,
};
use zentop::settings::{OfferedProfile, OnLostTerminal, OwnPerson, ThemeChoice};
use zentop::simulator::{IssuedCredentials as Keys, Options, Served, Simulator, serve};
use zentop::zendesk::{
    Account, AuthKind, Budget, Client, Credentials, HttpTransport, Limits, Shares,
};

use super::time::Time;
use super::{Fuse, Glass, Lender, Stage, Witness, themes};
use crate::world::who;

/// The description of a stage.
pub(crate) struct Plot {
    pub(crate) sessions: usize,
    pub(crate) latency: Duration,
    pub(crate) size: (u16, u16),
    pub(crate) token: fn(&Keys) -> String,
    pub(crate) guardrails: Guardrails,
    /// The person behind the credentials, as the settings name them.
    pub(crate) me: Option<OwnPerson>,
    /// The journal's place, below a folder of its own.
    pub(crate) journal: &'static str,
    /// Opens it for runs.
    pub(crate) open: JournalOpener,
    pub(crate) grace: Duration,
    /// Changes to the account's options.
    pub(crate) account: fn(&mut Options),
    /// Changes to the account before anybody looks.
    pub(crate) before: fn(&Simulator),
    /// Whether there is a token for Chat.
    pub(crate) chat: bool,
    /// The token for Chat.
    pub(crate) chat_token: fn(&Keys) -> String,
    /// The shortest time from the start of one walk to the start of the next.
    pub(crate) floor: Duration,
    /// What becomes of a run whose terminal is lost.
    pub(crate) on_lost_terminal: OnLostTerminal,
    /// The longest that the terminal may take nothing.
    pub(crate) patience: Duration,
    /// Where copied text goes.
    pub(crate) clipboard: Clipboard,
    /// The sessions of the account of another profile, `sandbox`, if there is one. The profile `slow`
    /// has the same account behind a gate, `broken` cannot be connected to, and `faulty` panics.
    pub(crate) sandbox: Option<usize>,
    /// What of the account's limit may be used.
    pub(crate) shares: Shares,
}

impl Default for Plot {
    fn default() -> Self {
        Self {
            sessions: 40,
            latency: Duration::ZERO,
            size: (160, 40),
            token: |keys| keys.oauth_token.clone(),
            guardrails: Guardrails::default(),
            me: None,
            journal: "journal.jsonl",
            open: Arc::new(Journal::open),
            grace: Duration::ZERO,
            account: |_| {},
            before: |_| {},
            chat: true,
            chat_token: |keys| keys.chat_token.clone(),
            floor: Duration::from_millis(500),
            on_lost_terminal: OnLostTerminal::Stop,
            patience: Duration::from_secs(60),
            clipboard: Clipboard::Terminal,
            sandbox: None,
            shares: Shares {
                watching: 1.0,
                ending: 1.0,
                assumed_limit: 100_000,
            },
        }
    }
}

impl Stage {
    /// Opens the screen on a simulated account.
    #[expect(
        clippy::too_many_lines,
        reason = "one part after the other, each used once"
    )]
    pub(crate) async fn open(plot: Plot) -> Self {
        let time = Arc::<Time>::default();
        let clock: Clock = {
            let time = Arc::clone(&time);
            Arc::new(move || time.now())
        };
        let simulator = simulated(&plot, &clock);
        let served = serve(simulator.clone(), 0).await.unwrap();
        let account = Account::from_url(&served.url()).unwrap();
        let keys = simulator.credentials();
        let credentials = Credentials::oauth(&(plot.token)(&keys)).unwrap();
        let transport = HttpTransport::new(&account, &credentials, Limits::default()).unwrap();
        let fuse = Fuse::new(Arc::new(transport));
        let shares = plot.shares;
        let client = Client::new(account, Arc::clone(&fuse) as _, Budget::new(shares));
        let pace = Pace {
            floor: plot.floor,
            ..Pace::default()
        };
        let (poller, handle) = Poller::new(client.clone(), Arc::clone(&clock), pace);
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join(plot.journal);
        let (keyboard, input) = mpsc::channel(1024);
        let (signals, asked_to_end) = mpsc::channel(4);
        let runner = Runner {
            client: client.clone(),
            journal: journal.clone(),
            open: by_the_wall(plot.open, &time),
            auth: AuthKind::OAuth,
            who: who(RunMode::Screen),
            clock: Arc::clone(&clock),
            salt,
            jitter,
            grace: plot.grace,
        };
        let gate = Arc::<Notify>::default();
        let sandbox = match plot.sandbox {
            None => None,
            Some(sessions) => {
                let simulator = Simulator::new(Options {
                    sessions,
                    users: 60,
                    churn_per_minute: 0,
                    rate_limit: 100_000,
                    ..Options::new(Arc::clone(&clock))
                });
                let served = serve(simulator.clone(), 0).await.unwrap();
                let sandbox = Sandbox {
                    url: served.url(),
                    token: simulator.credentials().oauth_token,
                    clock: Arc::clone(&clock),
                    runner: runner.clone(),
                    gate: Arc::clone(&gate),
                    _served: served,
                };
                Some((simulator, Arc::new(sandbox)))
            }
        };
        let token = plot.chat.then(|| (plot.chat_token)(&keys));
        let named = NamedByGuardrails {
            rules: plot.guardrails.protected.clone(),
            me: plot.me,
            file: Some(PinFile::new(folder.path(), "stage", &served.url())),
        };
        let chat = token.map(|token| context(&runner, &token, shares, &fuse));
        let (glass, backend) = Glass::new(plot.size.0, plot.size.1);
        let output = Output::start(backend, glass.ports(plot.patience), Arc::clone(&clock));
        let output = output.unwrap();
        let taken = output.state();
        let (job, shell) = JobControl::quiet();
        let lent = Arc::default();
        let ports = Ports {
            job,
            output,
            lender: Box::new(Lender(Arc::clone(&lent))),
            on_lost_terminal: plot.on_lost_terminal,
            clipboard: plot.clipboard,
            input,
            signals: asked_to_end,
            poller: handle,
            cards: Cards::new(client, chat, AuthKind::OAuth, plot.guardrails.read_only),
            runner,
            named,
            reason: Reason::default(),
            clock: Arc::clone(&clock),
            equipment: equipment("acme"),
            profiles: sandbox.as_ref().map_or_else(Profiles::default, profiles),
        };
        let setup = Setup {
            account: "acme".to_owned(),
            demo: false,
            production: false,
            guardrails: plot.guardrails,
            notices: Vec::new(),
            zone: Zone::UTC,
            bell: true,
            list: zentop::app::ListSetup::default(),
        };
        let keymap = Keymap::standard().unwrap();
        let theme = (themes(), ThemeChoice::Dark);
        let screen = Screen::new(setup, keymap, theme, ports).unwrap();
        Self {
            longest: super::PATIENCE,
            witness: Arc::new(Witness {
                simulator: simulator.clone(),
                journal,
                _folder: folder,
            }),
            simulator,
            sandbox: sandbox.map(|(sandbox, _)| sandbox),
            gate,
            glass,
            served: Some(served),
            fuse,
            keyboard: Some(keyboard),
            signals,
            time,
            typed: std::sync::atomic::AtomicI64::new(0),
            clock,
            taken,
            shell,
            lent,
            screen: tokio::spawn(screen.run()),
            polling: tokio::spawn(poller.run()),
        }
    }
}

/// What the screen has beside the account of a profile.
fn equipment(profile: &str) -> Equipment {
    Equipment {
        mask: MaskOrWhyNot::Mask(Mask::new(&[7; 32])),
        profiles: ["acme", "sandbox", "slow", "broken", "faulty"]
            .map(|name| OfferedProfile {
                name: name.to_owned(),
                address: Some(format!("{name}.zendesk.com")),
                is_production: false,
                is_read_only: false,
            })
            .to_vec(),
        profile: profile.to_owned(),
    }
}

/// The other account of a plot, with what its profile is switched to.
struct Sandbox {
    url: String,
    token: String,
    clock: Clock,
    runner: Runner,
    /// Lets the profile `slow` be connected to.
    gate: Arc<Notify>,
    _served: Served,
}

/// The way to the account of another profile.
fn profiles((_, sandbox): &(Simulator, Arc<Sandbox>)) -> Profiles {
    let sandbox = Arc::clone(sandbox);
    Profiles::new(move |name| {
        let sandbox = Arc::clone(&sandbox);
        async move {
            match name.as_str() {
                "sandbox" => Ok(Box::new(sandbox.account())),
                "slow" => {
                    sandbox.gate.notified().await;
                    Ok(Box::new(sandbox.account()))
                }
                "faulty" => panic!("provoked while it connected"),
                _ => Err("no credentials for broken".to_owned()),
            }
        }
    })
}

impl Sandbox {
    fn account(&self) -> SwitchedAccount {
        let account = Account::from_url(&self.url).unwrap();
        let credentials = Credentials::oauth(&self.token).unwrap();
        let transport = HttpTransport::new(&account, &credentials, Limits::default()).unwrap();
        let shares = Shares {
            watching: 1.0,
            ending: 1.0,
            assumed_limit: 100_000,
        };
        let client = Client::new(account, Arc::new(transport), Budget::new(shares));
        let clock = Arc::clone(&self.clock);
        let (poller, handle) = Poller::new(client.clone(), clock, Pace::default());
        let runner = Runner {
            client: client.clone(),
            ..self.runner.clone()
        };
        SwitchedAccount {
            setup: Setup {
                account: "sandbox".to_owned(),
                demo: false,
                production: true,
                guardrails: Guardrails::default(),
                notices: Vec::new(),
                zone: Zone::UTC,
                bell: true,
                list: zentop::app::ListSetup::default(),
            },
            keymap: Keymap::standard().unwrap(),
            accent: None,
            equipment: equipment("sandbox"),
            poller: handle,
            polling: tokio::spawn(poller.run()),
            runner,
            named: NamedByGuardrails::default(),
            cards: Cards::new(client, None, AuthKind::OAuth, false),
        }
    }
}

/// The account of a plot.
fn simulated(plot: &Plot, clock: &Clock) -> Simulator {
    let mut options = Options {
        sessions: plot.sessions,
        users: 60,
        churn_per_minute: 0,
        latency: plot.latency,
        rate_limit: 100_000,
        ..Options::new(Arc::clone(clock))
    };
    (plot.account)(&mut options);
    let simulator = Simulator::new(options);
    (plot.before)(&simulator);
    simulator
}

/// The context for the Chat account, with a token of its own.
fn context(runner: &Runner, token: &str, shares: Shares, fuse: &Fuse) -> ChatContext {
    let account = runner.client.account().clone();
    let token = Credentials::oauth(token).unwrap();
    let transport = HttpTransport::new(&account, &token, Limits::default()).unwrap();
    ChatContext {
        client: Client::new(
            account,
            fuse.also_for(Arc::new(transport)) as _,
            Budget::new(shares),
        ),
        journal: runner.journal.clone(),
        who: ChatContext::who(runner.who.clone()),
        clock: Arc::clone(&runner.clock),
    }
}

/// Opens journals whose records have the time of the stage's wall clock.
fn by_the_wall(open: JournalOpener, time: &Arc<Time>) -> JournalOpener {
    let time = Arc::clone(time);
    Arc::new(move |path, who| {
        let time = Arc::clone(&time);
        let wall: Clock = Arc::new(move || time.wall());
        Ok(open(path, who)?.timed_by(wall))
    })
}
