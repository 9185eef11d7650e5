using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Reads the known state of some journées, whether to change it or only to show it.</summary>
internal static class KnownStateReader
{
    /// <summary>Adds the statements to a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="journeesMax">The most journées of a set.</param>
    public static void Request(
        NpgsqlBatch batch, IReadOnlyCollection<Journee> journees, int journeesMax = TiedClosure.JourneesMax)
    {
        foreach (var sql in new[] { LigneTable.ReadLignes, DecisionTable.ReadDecisions, SoinTable.ReadSoins })
        {
            batch.Add(sql).With(journees);
        }

        RequestTied(batch, journees, journeesMax);
    }

    /// <summary>Adds the statement that reads the journées to which some are tied.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="journeesMax">The most journées of a set.</param>
    public static void RequestTied(NpgsqlBatch batch, IReadOnlyCollection<Journee> journees, int journeesMax) =>
        batch.Add(TieSql.TiedJournees).With(journees)
            .Parameters.Add(new() { Value = Math.Max(journeesMax, journees.Count) + 1 });

    /// <summary>Reads the answers to these statements.</summary>
    /// <param name="reader">The answers.</param>
    /// <param name="streams">The streams: they read lines back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<KnownState> ReadAsync(NpgsqlDataReader reader, PaymentStreams streams, CancellationToken cancellationToken) =>
        new(
        await reader.ReadAllAsync(r => LigneTable.Read(r, streams), cancellationToken),
        await reader.ReadAllAsync(r => DecisionTable.Read(r, streams), cancellationToken),
        await reader.ReadAllAsync(r => SoinTable.Read(r, streams), cancellationToken),
        await ReadTiedAsync(reader, cancellationToken));

    /// <summary>Reads the answer to the statement of <see cref="RequestTied"/>.</summary>
    /// <param name="reader">The answers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlySet<Journee>> ReadTiedAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        (await reader.ReadAllAsync(RowReaders.Journee, cancellationToken)).ToHashSet();
}
