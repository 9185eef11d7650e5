using System.Text.Json;
using Npgsql;
using Reconciliation.Contracts;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>How to read the state that a contender has of a load: the lines that it keeps, and those that its publications told.</summary>
/// <param name="Lines">Of a database and the load: the lines that are missing, and those that were counted once more.</param>
/// <param name="Told">Of one publication: its soin, and the lines of it that it tells.</param>
/// <param name="TellsMore">Whether a publication tells the lines since the one before, and not all.</param>
internal sealed record KeptState(
    Func<NpgsqlDataSource, Load, Task<(long Lost, long Twice)>> Lines, Func<JsonElement, (string Soin, int Lines)> Told, bool TellsMore)
{
    private const int LinesPerSoin = 2;

    // Lines are rows under the name of the line: one that is counted twice is one row too many.
    public static KeptState OfReconciliation { get; } = new(
        async (database, load) =>
        {
            await using var command = database.CreateCommand("SELECT count(*) FROM ligne");
            var kept = (long)(await command.ExecuteScalarAsync())!;
            return (Math.Max(0, load.Lines - kept), Math.Max(0, kept - load.Lines));
        },
        vue => (vue.GetProperty("soinId").GetString()!, IsPaid(vue, "partRo") + IsPaid(vue, "partComplementaire")),
        TellsMore: false);

    public static KeptState OfCeiling { get; } = new(
        (database, load) => CountedAsync(database, load, "SELECT lignes FROM soin"), Counted, TellsMore: true);

    public static KeptState OfOrdinary { get; } = new(
        (database, load) => CountedAsync(database, load, """SELECT "Lignes" FROM "Soins" """), Counted, TellsMore: false);

    /// <summary>The number of soins of which no publication, nor all together, told every line.</summary>
    /// <param name="load">The load.</param>
    /// <param name="published">The bodies of the publications.</param>
    public async Task<long> NeverToldAsync(Load load, IAsyncEnumerable<ReadOnlyMemory<byte>> published)
    {
        var told = new Dictionary<string, int>();
        await foreach (var body in published)
        {
            using var document = JsonDocument.Parse(body);

            // MassTransit puts an envelope round what it publishes.
            var (soin, lines) = Told(document.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.Object ? message : document.RootElement);
            var before = told.GetValueOrDefault(soin);
            told[soin] = TellsMore ? before + lines : Math.Max(before, lines);
        }

        return load.Soins - told.Values.Count(lines => lines >= LinesPerSoin);
    }

    private static async Task<(long Lost, long Twice)> CountedAsync(NpgsqlDataSource database, Load load, string counts)
    {
        await using var command = database.CreateCommand($"""
            SELECT count(*), coalesce(sum(greatest(0, {LinesPerSoin} - n)), 0)::bigint,
                   coalesce(sum(greatest(0, n - {LinesPerSoin})), 0)::bigint
            FROM ({counts}) AS soins (n)
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (((load.Soins - reader.GetInt64(0)) * LinesPerSoin) + reader.GetInt64(1), reader.GetInt64(2));
    }

    private static (string Soin, int Lines) Counted(JsonElement row) => (
        Member(row, "cle").GetString()!,
        Member(row, "lignes").GetInt32());

    // The ceiling writes names as C# has them, the others as JSON has them.
    private static JsonElement Member(JsonElement row, string name) =>
        row.EnumerateObject().First(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static int IsPaid(JsonElement vue, string part) =>
        vue.GetProperty(part).GetProperty("etat").ValueEquals(JsonNamingPolicy.CamelCase.ConvertName(nameof(EtatPart.Payee))) ? 1 : 0;
}
