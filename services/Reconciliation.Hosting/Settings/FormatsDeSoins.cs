using Microsoft.Extensions.Configuration;

namespace Reconciliation.Hosting;

/// <summary>In which forms the versions of soins are published, each to an exchange of its own: what nobody reads still costs.</summary>
/// <param name="Json">As plain JSON.</param>
/// <param name="CloudEvents">As CloudEvents 1.0 in structured mode.</param>
public sealed record FormatsDeSoins(bool Json = true, bool CloudEvents = false)
{
    private const string NomJson = "json";
    private const string NomCloudEvents = "cloudevents";

    /// <summary>Reads <c>RECONCILIATION_SOINS_FORMATS</c>.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="DemarrageRefuseException">It names no form, or another.</exception>
    public static FormatsDeSoins Lire(IConfiguration configuration)
    {
        if (Reglages.Lire(configuration, "SOINS_FORMATS") is not { } texte)
        {
            return new();
        }

        var noms = texte.Split(',', StringSplitOptions.TrimEntries);
        return noms.All(n => n is NomJson or NomCloudEvents)
            ? new(noms.Contains(NomJson), noms.Contains(NomCloudEvents))
            : throw new DemarrageRefuseException("RECONCILIATION_SOINS_FORMATS must be json, cloudevents, or both, separated by a comma.");
    }
}
