//! An account ready to be shown, at the start and when another profile is chosen.

use std::sync::Arc;

use crate::app::{Equipment, ListSetup, MaskOrWhyNot, Setup};
use crate::chat::ChatContext;
use crate::command::cli::Global;
use crate::command::connect::{ConnectMode, Connection, chat_client, connect, guardrails};
use crate::command::exit::Failure;
use crate::command::screen::keymap;
use crate::files::random_key;
use crate::host::{jitter, local_zone, salt, system_clock, wall_clock};
use crate::journal::{Journal, RunMode};
use crate::live::{Mask, Pace, Poller};
use crate::model::SafeText;
use crate::operation::{Guardrails, Reason, Runner};
use crate::runtime::{Cards, NamedByGuardrails, Profiles, RememberedFile, SwitchedAccount};
use crate::settings::{Inputs, Settings};

/// The account that the screen is opened with.
#[derive(Clone)]
pub(in crate::command) enum OpenedAccount {
    /// The account of the settings, which these flags named.
    Real(Global),
    /// The simulated account of the demo, beside which there are no others.
    Demo,
}

/// The account of a connection. Its poller walks from now on.
pub(super) fn opened(
    connection: Connection,
    opened_as: &OpenedAccount,
) -> Result<SwitchedAccount, Failure> {
    let who = connection.who(RunMode::Screen);
    let (guardrails, named, problem) = guarded(&connection);
    let Connection {
        client,
        settings,
        auth,
        notice,
        ..
    } = connection;
    let clock = system_clock();
    let keymap = keymap(&settings)?;
    let pace = Pace {
        floor: settings.poll.floor,
        ..Pace::default()
    };
    let (poller, handle) = Poller::new(client.clone(), clock.clone(), pace);
    let poller = poller.with_timeouts(settings.timeouts);
    let is_demo = matches!(opened_as, OpenedAccount::Demo);
    let name = if is_demo {
        "demo"
    } else {
        client.account().name()
    };
    let file = RememberedFile::new(&settings.state_dir, name);
    let (before, forgotten) = if is_demo { (None, None) } else { file.read() };
    let setup = Setup {
        account: name.to_owned(),
        demo: is_demo,
        production: settings.production,
        guardrails,
        notices: notice.into_iter().chain(problem).chain(forgotten).collect(),
        zone: local_zone(),
        bell: settings.bell,
        list: ListSetup {
            views: settings.views.clone(),
            columns: settings.columns.clone(),
            before,
            kept_in: (!is_demo).then(|| file.path().to_owned()),
        },
    };
    let chat = chat_client(client.account(), &settings)?;
    let runner = Runner {
        client,
        journal: settings.journal_path.clone(),
        open: Arc::new(|path, who| Ok(Journal::open(path, who)?.timed_by(wall_clock()))),
        auth,
        who,
        clock,
        salt,
        jitter,
        grace: settings.guard.grace,
    };
    let chat = chat.map(|client| ChatContext {
        client,
        journal: settings.journal_path.clone(),
        who: ChatContext::who(runner.who.clone()),
        clock: wall_clock(),
    });
    let cards = Cards::new(runner.client.clone(), chat, auth, settings.read_only);
    Ok(SwitchedAccount {
        setup,
        keymap,
        accent: settings.accent,
        equipment: equipment(&settings, opened_as),
        poller: handle,
        polling: tokio::spawn(poller.run()),
        runner,
        named,
        cards,
    })
}

/// What the screen has beside the account.
fn equipment(settings: &Settings, opened_as: &OpenedAccount) -> Equipment {
    let key = random_key(&settings.state_dir.join("mask.key"));
    let profiles = match opened_as {
        OpenedAccount::Real(global) => {
            let inputs = Inputs::gather(global.flags());
            inputs
                .map(|inputs| inputs.offered_profiles())
                .unwrap_or_default()
        }
        OpenedAccount::Demo => Vec::new(),
    };
    Equipment {
        mask: match key {
            Ok(key) => MaskOrWhyNot::Mask(Mask::new(&key)),
            Err(why) => MaskOrWhyNot::Not(SafeText::new(&why.to_string()).as_str().to_owned()),
        },
        profiles,
        profile: settings.profile.clone(),
    }
}

/// The way to the accounts of other profiles. An incident is about one account.
pub(super) fn profiles(opened_as: &OpenedAccount, reason: &Reason) -> Profiles {
    let OpenedAccount::Real(global) = opened_as.clone() else {
        return Profiles::new(|_| async { Err("the demo is about one account".to_owned()) });
    };
    if reason.ticket.is_some() {
        return Profiles::new(|_| async { Err("an incident is about one account".to_owned()) });
    }
    Profiles::new(move |name| {
        let global = global.of_profile(name);
        async move {
            let switched = switched(global).await;
            switched.map(Box::new).map_err(|error| error.to_string())
        }
    })
}

/// The account of a profile, with credentials as at the start.
async fn switched(global: Global) -> Result<SwitchedAccount, Failure> {
    let connection = connect(&global, ConnectMode::Watching, system_clock()()).await?;
    connection.ready().await?;
    opened(connection, &OpenedAccount::Real(global))
}

/// The guardrails of the screen before anything was read, and what they name: whoever was protected
/// by an address before stays so.
fn guarded(connection: &Connection) -> (Guardrails, NamedByGuardrails, Option<String>) {
    let mut guardrails = guardrails(&connection.settings);
    let file = connection.pin_file();
    let (pins, problem) = file.read(&guardrails.protected);
    guardrails.pinned = pins.ids();
    guardrails.behind = connection.behind();
    let named = NamedByGuardrails {
        rules: guardrails.protected.clone(),
        me: connection.settings.me.clone(),
        file: Some(file),
    };
    (guardrails, named, problem)
}
