using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What an agent did about a message in quarantine.</summary>
/// <param name="QuarantaineId">The message.</param>
/// <param name="Version">The version that the agent saw.</param>
/// <param name="Issue">What came of it.</param>
/// <param name="Agent">Who.</param>
/// <param name="Motif">Why, in the agent's words.</param>
/// <param name="CorpsCorrige">The body that was sent instead of the original.</param>
/// <param name="Rejets">Why it was refused again.</param>
public sealed record Suite(
    long QuarantaineId, int Version, IssueDeSuite Issue, string Agent, string? Motif, ReadOnlyMemory<byte>? CorpsCorrige, IReadOnlyList<Rejet> Rejets);

/// <summary>Keeps what could not be accepted. One way for every way in.</summary>
public static class Quarantaines
{
    /// <summary>The most bytes of originals that one statement carries: a batch of the largest messages would not fit into one.</summary>
    public const int OctetsMax = 32 * 1024 * 1024;

    /// <summary>Keeps refused messages, each once however often it comes, without any NIR.</summary>
    /// <param name="source">The database.</param>
    /// <param name="refus">The messages and the reasons.</param>
    /// <param name="maintenant">When they came.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task DeposerAsync(
        NpgsqlDataSource source, IReadOnlyCollection<Refus> refus, DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        if (refus.Count == 0)
        {
            return;
        }

        // Sorted by key, each key once: PostgreSQL updates no row twice in a statement, and two batches cannot wait for each other.
        var uniques = refus
            .Select(r => (Refus: r, Corps: Originaux.Caviarder(r.Corps)))
            .Select(r => (r.Refus, r.Corps, Empreinte: Empreinte(r.Refus.Origine, r.Corps)))
            .GroupBy(r => r.Empreinte)
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, g.First().Refus, g.First().Corps, Nombre: g.Count()))
            .ToArray();
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(cancellationToken);
        foreach (var tranche in Tranches(uniques, u => u.Corps.Length))
        {
            await using var lot = new NpgsqlBatch(connexion, transaction);
            lot.Ajouter(Sql.MettreEnQuarantaine)
                .Avec(NpgsqlDbType.Uuid, [.. tranche.Select(u => u.Key)])
                .Avec(NpgsqlDbType.Text, [.. tranche.Select(u => u.Refus.Origine)])
                .Avec(NpgsqlDbType.Smallint, [.. tranche.Select(u => (short)u.Refus.Part)])
                .Avec(NpgsqlDbType.Bytea, [.. tranche.Select(u => u.Corps)])
                .Avec(NpgsqlDbType.Json, [.. tranche.Select(u => Ecrire(u.Refus.Rejets))])
                .Avec(NpgsqlDbType.Integer, [.. tranche.Select(u => u.Nombre)])
                .Avec(maintenant);
            lot.Ajouter(Sql.CompterQuarantaine)
                .Avec(NpgsqlDbType.Smallint, [.. tranche.Select(u => (short)u.Refus.Part)])
                .Avec(NpgsqlDbType.Text, [.. tranche.Select(u => u.Refus.Origine)])
                .Avec(NpgsqlDbType.Integer, [.. tranche.Select(u => u.Nombre)])
                .Avec(maintenant);
            await lot.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Notes what an agent did, and closes the message where it was accepted or set aside and is still as the agent saw it. A replay
    /// that was refused again leaves it open.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="suite">What was done.</param>
    /// <param name="maintenant">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the message is now as the agent meant it to be; false: it changed meanwhile, and only the note was made.</returns>
    public static async Task<bool> SuivreAsync(NpgsqlDataSource source, Suite suite, DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(cancellationToken);
        var conclue = suite.Issue == IssueDeSuite.Refuse;
        if (!conclue)
        {
            await using var conclure = new NpgsqlCommand(Sql.ConclureQuarantaine, connexion, transaction);
            conclure.Parameters.Add(new() { Value = suite.QuarantaineId });
            conclure.Parameters.Add(new() { Value = suite.Version });
            conclure.Parameters.Add(new() { Value = (short)(suite.Issue == IssueDeSuite.Accepte ? EtatQuarantaine.Rejouee : EtatQuarantaine.Ecartee) });
            conclure.Parameters.Add(new() { Value = suite is { Issue: IssueDeSuite.Accepte, CorpsCorrige: not null } });
            conclue = await conclure.ExecuteNonQueryAsync(cancellationToken) == 1;
        }

        await using var noter = new NpgsqlCommand(Sql.EcrireSuite, connexion, transaction);
        noter.Parameters.Add(new() { Value = suite.QuarantaineId });
        noter.Parameters.Add(new() { Value = (short)suite.Issue });
        noter.Parameters.Add(new() { Value = suite.Agent });
        noter.Parameters.Add(new()
        {
            Value = suite.Motif is { } motif ? Nir.Caviarder(motif, aussiSansCle: true) : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Text,
        });
        noter.Parameters.Add(new() { Value = suite.CorpsCorrige is { } corps ? Originaux.Caviarder(corps) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        noter.Parameters.Add(new() { Value = Ecrire(suite.Rejets), NpgsqlDbType = NpgsqlDbType.Json });
        noter.Parameters.Add(new() { Value = maintenant });
        await noter.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return conclue;
    }

    // The order stays, so that two batches cannot wait for each other.
    private static IEnumerable<IReadOnlyList<T>> Tranches<T>(IReadOnlyList<T> elements, Func<T, int> taille)
    {
        var (tranche, octets) = (new List<T>(), 0L);
        foreach (var element in elements)
        {
            if (tranche.Count > 0 && octets + taille(element) > OctetsMax)
            {
                yield return tranche;
                (tranche, octets) = ([], 0);
            }

            tranche.Add(element);
            octets += taille(element);
        }

        yield return tranche;
    }

    private static string Ecrire(IReadOnlyList<Rejet> rejets) => JsonSerializer.Serialize(rejets, ContratsJson.Lisible.IReadOnlyListRejet);

    private static Guid Empreinte(string origine, byte[] corps)
    {
        using var condense = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        condense.AppendData(Encoding.UTF8.GetBytes(origine + '\0'));
        condense.AppendData(corps);
        return new(condense.GetHashAndReset().AsSpan(0, 16), bigEndian: true);
    }
}
