using Microsoft.Extensions.Configuration;

namespace Reconciliation.Hosting;

/// <summary>
/// The formats in which the versions of soins are published, each to an exchange of its own: one that nobody reads still costs.
/// </summary>
/// <param name="Json">As plain JSON.</param>
/// <param name="CloudEvents">As CloudEvents 1.0 in structured mode.</param>
public sealed record SoinFormats(bool Json = true, bool CloudEvents = false)
{
    private const string JsonName = "json";
    private const string CloudEventsName = "cloudevents";

    /// <summary>Reads <c>RECONCILIATION_SOINS_FORMATS</c>.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="StartupRefusedException">It names no form, or another.</exception>
    public static SoinFormats Read(IConfiguration configuration)
    {
        if (Settings.Read(configuration, "SOINS_FORMATS") is not { } text)
        {
            return new();
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.All(n => n is JsonName or CloudEventsName)
            ? new(names.Contains(JsonName), names.Contains(CloudEventsName))
            : throw new StartupRefusedException("RECONCILIATION_SOINS_FORMATS must be json, cloudevents, or both, separated by a comma.");
    }
}
