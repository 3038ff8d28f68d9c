//! The Security Settings API: after how many minutes sessions end by themselves.

use serde_json::json;

use super::Context;
use crate::model::Role;
use crate::simulator::life::SessionLimits;
use crate::simulator::reply::ServedReply;

pub(super) fn show(context: &Context<'_>) -> ServedReply {
    if context.me.role != Role::Admin {
        return ServedReply::forbidden();
    }
    let SessionLimits {
        agent,
        end_user,
        mobile_app,
        maximum,
    } = context.options.session_limits;
    let sign_in = json!({
        "enforce_sso": false,
        "google_login": false,
        "office_365_login": false,
        "primary_external_auth": null,
        "remote_login": false,
        "security_policy_id": 350,
        "security_policy_name": "recommended",
        "sso_auto_redirect": false,
        "zendesk_login": true,
    });
    ServedReply::ok(&json!({"security_settings": {
        "admins_can_set_user_passwords": false,
        "agent_session_timeout": agent,
        "assumable": false,
        "assumable_account_type": false,
        "assumption_duration": "off",
        "assumption_expiration": null,
        "authentication": {"agent": sign_in, "end_user": sign_in},
        "csp_blocking_enabled": true,
        "email_agent_when_sensitive_fields_changed": true,
        "end_user_session_timeout": end_user,
        "ip": {
            "enable_agent_ip_restrictions": false,
            "ip_ranges": "",
            "ip_restriction_enabled": false,
        },
        "maximum_session_duration": maximum.unwrap_or(agent),
        "maximum_session_duration_enabled": maximum.is_some(),
        "mobile_app_access": true,
        "mobile_app_session_timeout": mobile_app,
        "two_factor_last_update": null,
    }}))
}

#[cfg(test)]
mod tests {
    use crate::simulator::probe::Probe;

    const SETTINGS: &str = "/api/v2/security_settings";

    #[tokio::test]
    async fn an_admin_reads_the_limits_in_minutes() {
        let usual = Probe::new(|_| {}).get(SETTINGS).await.json();
        let usual = &usual["security_settings"];
        assert_eq!(usual["agent_session_timeout"], 60);
        assert_eq!(usual["end_user_session_timeout"], 480);
        assert_eq!(usual["maximum_session_duration_enabled"], false);
        let probe = Probe::new(|options| {
            options.session_limits.agent = 15;
            options.session_limits.maximum = Some(720);
        });
        let body = probe.get(SETTINGS).await.json();
        let settings = &body["security_settings"];
        assert_eq!(settings["agent_session_timeout"], 15);
        assert_eq!(settings["maximum_session_duration"], 720);
        assert_eq!(settings["maximum_session_duration_enabled"], true);
        let agent = format!("Bearer {}", probe.simulator.credentials().agent_token);
        assert_eq!(probe.send("GET", SETTINGS, &agent).await.status, 403);
    }
}
