using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Reconciliation.Bus;

namespace Reconciliation.Hosting;

/// <summary>
/// The log. Requests carry the numbers of members in their paths, statements carry them as parameters, and connections carry passwords:
/// lines of other people's code about them are not logged, whatever the configuration asks for.
/// </summary>
public static class Logging
{
    private const string We = "Reconciliation";

    /// <summary>Sets the log up.</summary>
    /// <param name="log">The log.</param>
    /// <param name="json">Whether each line is JSON, for programs that collect logs, or text, for a terminal.</param>
    public static void AddLogs(this ILoggingBuilder log, bool json)
    {
        log.ClearProviders();
        if (json)
        {
            log.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>()
                .AddConsole(o => o.FormatterName = JsonLogFormatter.FormatterName);
        }
        else
        {
            log.AddSimpleConsole(o =>
            {
                o.SingleLine = true;
                o.UseUtcTimestamp = true;
                o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            });
        }

        // After the rules that configuration brings: only those for our own categories stay as they are.
        log.Services.PostConfigure<LoggerFilterOptions>(o =>
        {
            var requested =
                o.Rules.Where(r => r.ProviderName is null && r.CategoryName?.StartsWith(We, StringComparison.Ordinal) == true).ToList();
            o.Rules.Clear();
            o.MinLevel = LogLevel.Warning;
            o.Rules.Add(new(null, We, LogLevel.Information, null));
            o.Rules.Add(new(null, BusRegistration.RepetitiveLogs, LogLevel.Critical, null));

            // Why a host does not start is said by the command that starts it, in a sentence.
            o.Rules.Add(new(null, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical, null));

            // At each question, what the probes say once.
            o.Rules.Add(new(null, "Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical, null));
            foreach (var rule in requested)
            {
                o.Rules.Add(rule);
            }
        });
    }
}
