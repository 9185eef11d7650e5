using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>A statement that ran, and the cells that its plan really read.</summary>
/// <param name="Name">
/// The field that holds it, of a table or of <see cref="TieSql"/>, <see cref="JournalSql"/> or <see cref="AdvisoryLocks"/>;
/// null: another one.
/// </param>
/// <param name="Cells">Their numbers.</param>
/// <param name="Indexes">The indexes that it read.</param>
/// <param name="IsSorted">Whether rows were put in order after they were read.</param>
internal sealed record PlanSeen(string? Name, IReadOnlySet<int> Cells, IReadOnlySet<string> Indexes, bool IsSorted);

/// <summary>
/// The plan of every statement as it was executed, with its real parameters: PostgreSQL's auto_explain tells them to the session. Scans
/// of whole tables are off, as if these were large.
/// </summary>
internal sealed partial class PlansSeen : IAsyncDisposable
{
    private const string Options =
        "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_analyze=on -c "
            + "auto_explain.log_timing=off "
        + "-c auto_explain.log_verbose=on "
        + "-c auto_explain.log_format=json -c auto_explain.log_level=notice -c enable_seqscan=off -c "
        + "enable_hashjoin=off -c enable_mergejoin=off";

    private static readonly Type[] Holders =
    [
        typeof(AdvisoryLocks), typeof(LockedNames), typeof(TieSql), typeof(JournalSql),
        .. typeof(SoinTable).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: true, IsSealed: true } && t.Name.EndsWith("Table", StringComparison.Ordinal)),
    ];

    private static readonly Dictionary<string, string> Names = Holders
        .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(f => f.FieldType == typeof(string) && !f.IsPrivate)
        .ToDictionary(f => Plain((string)f.GetValue(null)!), f => f.Name);

    private readonly CapturedLog _log = new();
    private readonly ILoggerFactory _logs;
    private int _read;

    private PlansSeen(string connectionString)
    {
        _logs = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(_log));
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Options = Options };
        Source = new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(_logs).Build();
    }

    /// <summary>The names of all statements.</summary>
    public static IReadOnlyCollection<string> AllNames => Names.Values;

    public NpgsqlDataSource Source { get; }

    /// <summary>Watches the statements that run through a pool of its own.</summary>
    public static PlansSeen On(string connectionString) => new(connectionString);

    /// <summary>The plans that have run since the last call, but for those of settings, which read no table.</summary>
    public IReadOnlyList<PlanSeen> Take()
    {
        var plans = _log.Lines.Skip(_read)
            .Where(l => l.Contains("Received notice", StringComparison.Ordinal) && l.Contains("plan:", StringComparison.Ordinal)).ToList();
        _read = _log.Lines.Count;
        return [.. plans.Where(l => !l.Contains("set_config", StringComparison.Ordinal)).Select(Read)];
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _logs.Dispose();
        _log.Dispose();
    }

    private static PlanSeen Read(string notice)
    {
        using var document = JsonDocument.Parse(notice[notice.IndexOf('{', StringComparison.Ordinal)..(notice.LastIndexOf('}') + 1)]);
        var nodes = Executed(document.RootElement.GetProperty("Plan")).ToList();
        return new(
            Names.GetValueOrDefault(Plain(document.RootElement.GetProperty("Query Text").GetString()!)),
            nodes.Select(n => TextOf(n, "Schema")).OfType<string>().Select(s => Cell().Match(s)).Where(m => m.Success)
                .Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToHashSet(),
            nodes.Select(n => TextOf(n, "Index Name")).OfType<string>().ToHashSet(),
            nodes.Any(n => TextOf(n, "Node Type") is "Sort" or "Incremental Sort"));
    }

    // A node that was planned but never executed read nothing.
    private static IEnumerable<JsonElement> Executed(JsonElement node)
    {
        if (node.GetProperty("Actual Loops").GetDouble() > 0)
        {
            yield return node;
        }

        if (node.TryGetProperty("Plans", out var children))
        {
            foreach (var below in children.EnumerateArray().SelectMany(Executed))
            {
                yield return below;
            }
        }
    }

    private static string? TextOf(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static string Plain(string sql) => Blanks().Replace(sql, " ").Trim();

    [GeneratedRegex("^cellule_([0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Cell();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
