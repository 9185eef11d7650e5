using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>What an agent read or did, to be recorded.</summary>
/// <param name="Agent">Who.</param>
/// <param name="Client">The application, as far as the token says.</param>
/// <param name="Action">The name of the call, such as <c>lireSoin</c>.</param>
/// <param name="AdherentIds">Whose data: one record each; none is one record without a member.</param>
/// <param name="SoinId">Which soin, if one.</param>
/// <param name="Motif">Why, if it was said.</param>
public sealed record Consultation(
    string Agent, string? Client, string Action, IReadOnlyCollection<string> AdherentIds, Guid? SoinId = null, string? Motif = null);

/// <summary>Which accesses to read.</summary>
/// <param name="AdherentId">The member, or any.</param>
/// <param name="Agent">The agent, or any.</param>
/// <param name="Depuis">From this instant on, or from ever.</param>
/// <param name="Avant">Before this instant, or until now.</param>
/// <param name="AvantId">The last access of the page before.</param>
/// <param name="Limite">The most accesses.</param>
public sealed record RequeteAcces(
    string? AdherentId, string? Agent, DateTimeOffset? Depuis, DateTimeOffset? Avant, long? AvantId, int Limite);

/// <summary>
/// Who read or did what. The table only grows: it is a chain (<see cref="ChaineAcces"/>), and refuses to be changed
/// (<see cref="ComplementsDuSchema"/>).
/// </summary>
/// <param name="source">The database.</param>
public sealed partial class Acces(NpgsqlDataSource source)
{
    // The work of an agent, one call at a time: that all of them wait for each other here costs nothing that anybody could notice.
    private const int Verrou = 100;

    /// <summary>The most accesses that retention removes in one transaction.</summary>
    public const int PurgeMax = 20_000;

    private const string Colonnes = "acces_id, le, agent, client, action, adherent_id, soin_id, motif";

    /// <summary>Records what an agent read or did, before the answer leaves.</summary>
    /// <param name="consultation">What.</param>
    /// <param name="le">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EnregistrerAsync(Consultation consultation, DateTimeOffset le, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(cancellationToken);
        var (dernier, empreinte) = await VerrouillerAsync(connexion, cancellationToken);
        var inscrits = new List<AccesEnregistre>();
        var empreintes = new List<byte[]> { empreinte };
        foreach (var adherentId in consultation.AdherentIds.DefaultIfEmpty(null))
        {
            var acces = new AccesEnregistre(
                ++dernier, ChaineAcces.Arrondi(le), consultation.Agent, consultation.Client, consultation.Action, adherentId,
                consultation.SoinId, consultation.Motif);
            inscrits.Add(acces);
            empreintes.Add(ChaineAcces.Empreinte(empreintes[^1], acces));
        }

        await using var lot = new NpgsqlBatch(connexion, transaction);
        lot.Ajouter($"""
            INSERT INTO acces ({Colonnes}, precedente, empreinte)
            SELECT id, $2, $3, $4, $5, adherent_id, $7, $8, precedente, empreinte
            FROM unnest($1::bigint[], $6::text[], $9::bytea[], $10::bytea[]) AS n(id, adherent_id, precedente, empreinte)
            """)
            .Avec(NpgsqlDbType.Bigint, [.. inscrits.Select(a => a.AccesId)])
            .Avec(inscrits[0].Le)
            .Avec(consultation.Agent, NpgsqlDbType.Text)
            .Avec(consultation.Client, NpgsqlDbType.Text)
            .Avec(consultation.Action, NpgsqlDbType.Text)
            .Avec(NpgsqlDbType.Text, [.. inscrits.Select(a => a.AdherentId)])
            .Avec(consultation.SoinId, NpgsqlDbType.Uuid)
            .Avec(consultation.Motif, NpgsqlDbType.Text)
            .Avec(NpgsqlDbType.Bytea, [.. empreintes[..^1]])
            .Avec(NpgsqlDbType.Bytea, [.. empreintes[1..]]);
        await lot.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A page of accesses, the latest first.</summary>
    /// <param name="requete">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AccesEnregistre>> ListerAsync(RequeteAcces requete, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var lot = new NpgsqlBatch(connexion);
        lot.Ajouter($"""
            SELECT {Colonnes} FROM acces
            WHERE ($1 IS NULL OR adherent_id = $1) AND ($2 IS NULL OR agent = $2) AND ($3 IS NULL OR le >= $3) AND ($4 IS NULL OR le < $4)
              AND acces_id < $5
            ORDER BY acces_id DESC
            LIMIT $6
            """)
            .Avec(requete.AdherentId, NpgsqlDbType.Text)
            .Avec(requete.Agent, NpgsqlDbType.Text)
            .Avec(requete.Depuis, NpgsqlDbType.TimestampTz)
            .Avec(requete.Avant, NpgsqlDbType.TimestampTz)
            .Avec(requete.AvantId ?? long.MaxValue, NpgsqlDbType.Bigint)
            .Avec(requete.Limite, NpgsqlDbType.Integer);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        var page = new List<AccesEnregistre>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            page.Add(Lire(lecteur));
        }

        return page;
    }

    /// <summary>
    /// Removes accesses that are too old to be kept, some at a time, as the owner of the table: agents wait meanwhile. What stays begins
    /// at an anchor that is kept in their place.
    /// </summary>
    /// <param name="avant">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up; what was removed by then stays so.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> PurgerAsync(DateTimeOffset avant, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            var retires = await PurgerQuelquesAsync(avant, cancellationToken);
            total += retires;
            if (retires < PurgeMax)
            {
                return total;
            }
        }
    }

    /// <summary>How many accesses are too old to be kept.</summary>
    /// <param name="avant">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CompterAnciensAsync(DateTimeOffset avant, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"SELECT count(*) FROM acces WHERE acces_id < {PremierGarde}");
        commande.CommandTimeout = Parcours.DelaiTotaux;
        commande.Parameters.Add(new() { Value = avant });
        return (long)(await commande.ExecuteScalarAsync(cancellationToken))!;
    }

    // The first one to keep is found, not computed: clocks of several hosts need not agree with the order of the chain.
    private const string PremierGarde =
        "coalesce((SELECT acces_id FROM acces WHERE le >= $1 ORDER BY acces_id LIMIT 1), (SELECT max(acces_id) + 1 FROM acces))";

    private async Task<int> PurgerQuelquesAsync(DateTimeOffset avant, CancellationToken cancellationToken)
    {
        const string Jusqua = $"least({PremierGarde}, (SELECT min(acces_id) FROM acces) + $2)";
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(cancellationToken);
        await VerrouillerAsync(connexion, cancellationToken);
        await using var lot = new NpgsqlBatch(connexion, transaction);
        lot.Ajouter($"""
            INSERT INTO acces_ancre (acces_id, empreinte, le)
            SELECT acces_id, empreinte, le FROM acces WHERE acces_id = {Jusqua} - 1
            """).Avec(avant).Avec(PurgeMax, NpgsqlDbType.Integer);
        lot.Ajouter("SELECT set_config('reconciliation.retention', 'acces', true)");
        lot.Ajouter($"DELETE FROM acces WHERE acces_id < {Jusqua}").Avec(avant).Avec(PurgeMax, NpgsqlDbType.Integer);
        await lot.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (int)lot.BatchCommands[2].RecordsAffected;
    }

    // The lock is a statement of its own: the next one sees what the holder before committed.
    private static async Task<(long Dernier, byte[] Empreinte)> VerrouillerAsync(NpgsqlConnection connexion, CancellationToken cancellationToken)
    {
        await using var lot = new NpgsqlBatch(connexion);
        lot.Ajouter($"SELECT pg_advisory_xact_lock({Exclusivite.Classe}, {Verrou})");
        lot.Ajouter("""
            (SELECT acces_id, empreinte FROM acces ORDER BY acces_id DESC LIMIT 1)
            UNION ALL
            (SELECT acces_id, empreinte FROM acces_ancre ORDER BY acces_id DESC LIMIT 1)
            ORDER BY acces_id DESC
            LIMIT 1
            """);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        await lecteur.NextResultAsync(cancellationToken);
        return await lecteur.ReadAsync(cancellationToken) ? (lecteur.GetInt64(0), lecteur.GetFieldValue<byte[]>(1)) : (0, ChaineAcces.Origine);
    }

    private static AccesEnregistre Lire(NpgsqlDataReader r) => new(
        r.GetInt64(0),
        r.GetFieldValue<DateTimeOffset>(1),
        r.GetString(2),
        r.IsDBNull(3) ? null : r.GetString(3),
        r.GetString(4),
        r.IsDBNull(5) ? null : r.GetString(5),
        r.IsDBNull(6) ? null : r.GetGuid(6),
        r.IsDBNull(7) ? null : r.GetString(7));
}
