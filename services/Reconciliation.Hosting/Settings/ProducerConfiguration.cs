using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>The producers and the parts and sources that each may write, from the configuration section <c>Producteurs</c>.</summary>
public static partial class ProducerConfiguration
{
    private const string SectionName = "Producteurs";

    /// <summary>Reads the bindings; none: anybody may write everything.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="parts">The parts that there are.</param>
    /// <exception cref="StartupRefusedException">An entry names nobody, nothing, or a part that there is not.</exception>
    public static ProducerBindings Read(IConfiguration configuration, PartCatalogue parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var entries = configuration.GetSection(SectionName).Get<List<ProducerSettings>>() ?? [];
        return new(entries.ConvertAll(e => e.ToBinding(parts)));
    }

    /// <summary>Says once, at the start of a host, that nobody is bound.</summary>
    /// <param name="log">The log.</param>
    [LoggerMessage(
        LogLevel.Warning,
        "RECONCILIATION_Producteurs__… binds nobody: any producer may write any source's payments.")]
    public static partial void NobodyIsBound(ILogger log);

    /// <summary>One binding, as it is written in configuration; see <see cref="ProducerBinding"/>.</summary>
    public sealed class ProducerSettings
    {
        /// <summary>The producer: the client of a token, a user of the broker, or a command.</summary>
        public string Client { get; set; } = "";

        /// <summary>The codes of the parts, separated by commas; <c>*</c>: all.</summary>
        public string Parts { get; set; } = "";

        /// <summary>The sources, separated by commas; <c>*</c>: all.</summary>
        public string Sources { get; set; } = "";

        /// <summary>Whether it hands on records that others sent it, and names the sender.</summary>
        public bool Relaie { get; set; }

        internal ProducerBinding ToBinding(PartCatalogue parts)
        {
            var (codes, sources) = (List(Parts), List(Sources));
            return Client.Trim().Length > 0
                && (Relaie || (codes.Count > 0 && sources.Count > 0))
                && codes.All(c => c == ProducerBinding.Any || parts.OfCode(c) is not null)
                ? new(Client.Trim(), codes, sources, Relaie)
                : throw new StartupRefusedException(
                    "Each RECONCILIATION_Producteurs__N must have Client, and Parts (codes of parts, or *) and Sources (names, or *) "
                    + "or Relaie=true.");
        }

        private static List<string> List(string text) =>
            [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }
}
