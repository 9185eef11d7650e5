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
internal sealed record PlanSeen(string? Name, IReadOnlySet<int> Cells);

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
        typeof(AdvisoryLocks), typeof(TieSql), typeof(JournalSql),
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

    /// <summary>The plans that have run since the last call.</summary>
    public IReadOnlyList<PlanSeen> Take()
    {
        var plans = _log.Lines.Skip(_read)
            .Where(l => l.Contains("Received notice", StringComparison.Ordinal) && l.Contains("plan:", StringComparison.Ordinal)).ToList();
        _read = _log.Lines.Count;
        return [.. plans.Select(Read)];
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
        var cells = new HashSet<int>();
        Collect(document.RootElement.GetProperty("Plan"), cells);
        return new(Names.GetValueOrDefault(Plain(document.RootElement.GetProperty("Query Text").GetString()!)), cells);
    }

    // A node that was planned but never executed read nothing.
    private static void Collect(JsonElement node, HashSet<int> cells)
    {
        if (node.TryGetProperty("Schema", out var schema) && node.GetProperty("Actual Loops").GetDouble() > 0
            && Cell().Match(schema.GetString()!) is { Success: true } found)
        {
            cells.Add(int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }

        if (node.TryGetProperty("Plans", out var children))
        {
            foreach (var child in children.EnumerateArray())
            {
                Collect(child, cells);
            }
        }
    }

    private static string Plain(string sql) => Blanks().Replace(sql, " ").Trim();

    [GeneratedRegex("^cellule_([0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Cell();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
