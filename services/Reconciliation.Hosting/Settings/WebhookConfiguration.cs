using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Reconciliation.Contracts;

namespace Reconciliation.Hosting;

/// <summary>The subscribers to webhooks, from the configuration section <c>Webhooks</c>. Secrets are read from files.</summary>
public static partial class WebhookConfiguration
{
    /// <summary>Reads the subscribers; none: nothing is sent.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="isLocal">Whether the host is one of development, which may send to this machine without TLS.</param>
    /// <exception cref="StartupRefusedException">An entry is not what it must be; the message names it and the rule.</exception>
    public static IReadOnlyList<WebhookSubscriber> Read(IConfiguration configuration, bool isLocal)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var subscribers = configuration.GetSection("Webhooks").GetChildren().Select(e => ReadOne(e, isLocal)).ToList();
        if (subscribers.Count > WebhookSubscriber.SubscribersMax)
        {
            throw new StartupRefusedException($"RECONCILIATION_Webhooks__… may name {WebhookSubscriber.SubscribersMax} subscribers.");
        }

        return subscribers.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new StartupRefusedException($"RECONCILIATION_Webhooks__… names {twice.Key} twice: each has a place of its own.")
            : subscribers;
    }

    private static WebhookSubscriber ReadOne(IConfigurationSection entry, bool isLocal)
    {
        var settings = new EntrySettings();
        entry.Bind(settings);
        var name = $"RECONCILIATION_Webhooks__{entry.Key}__";
        if (!NameForm().IsMatch(settings.Nom))
        {
            throw new StartupRefusedException(
                $"{name}Nom must be 1 to {WebhookSubscriber.NameLengthMax} of a-z, 0-9 and -, and begin with a letter.");
        }

        if (settings.Adherent is { } adherent && !IdentifierRule.IsMet(adherent))
        {
            throw new StartupRefusedException($"{name}Adherent must be the number of a member.");
        }

        return new()
        {
            Name = settings.Nom,
            Url = ReadUrl(settings.Url, isLocal, name + "Url"),
            Secrets =
            [
                ReadSecret(settings.SecretFichier, name + "SecretFichier"),
                .. settings.SecretPrecedentFichier.Length > 0
                    ? [ReadSecret(settings.SecretPrecedentFichier, name + "SecretPrecedentFichier")]
                    : Array.Empty<byte[]>(),
            ],
            AdherentId = settings.Adherent,
            FromBeginning = settings.DepuisLeDebut,
        };
    }

    // An address of this machine without TLS is meant for development; any other would hand members' data to whoever listens on the way.
    private static Uri ReadUrl(string text, bool isLocal, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && isLocal && url.IsLoopback))
        && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new StartupRefusedException(
                $"{name} must be an https address without user or fragment; with a development key http to this machine too.");

    private static byte[] ReadSecret(string file, string name)
    {
        try
        {
            var text = File.ReadAllText(file).Trim();
            var secret = text.StartsWith(WebhookSubscriber.SecretPrefix, StringComparison.Ordinal)
                ? Convert.FromBase64String(text[WebhookSubscriber.SecretPrefix.Length..])
                : [];
            if (secret.Length is >= WebhookSubscriber.SecretBytesMin and <= WebhookSubscriber.SecretBytesMax)
            {
                return secret;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupRefusedException($"The file that {name} names cannot be read.");
        }
        catch (FormatException)
        {
            // Said below: the text is not repeated.
        }

        throw new StartupRefusedException(
            $"The file that {name} names must hold {WebhookSubscriber.SecretPrefix} and {WebhookSubscriber.SecretBytesMin} to "
            + $"{WebhookSubscriber.SecretBytesMax} bytes in base64.");
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex NameForm();

    /// <summary>One subscriber, as it is written in configuration; see <see cref="WebhookSubscriber"/>.</summary>
    private sealed class EntrySettings
    {
        public string Nom { get; set; } = "";

        public string Url { get; set; } = "";

        public string SecretFichier { get; set; } = "";

        public string SecretPrecedentFichier { get; set; } = "";

        public string? Adherent { get; set; }

        public bool DepuisLeDebut { get; set; }
    }
}
