using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What batches noted of one stream, source and day of reception, beside what is stored.</summary>
/// <param name="Cle">Which.</param>
/// <param name="Recues">How many lines came.</param>
/// <param name="Nouvelles">How many were new.</param>
/// <param name="CentimesNotes">The sum of the new ones, as noted.</param>
/// <param name="Lignes">How many are stored.</param>
/// <param name="Centimes">Their sum.</param>
public sealed record ReceptionComparee(CleDeTotal Cle, long Recues, long Nouvelles, long CentimesNotes, long Lignes, long Centimes);

/// <summary>What was noted as refused of one stream and way in, beside what quarantine holds.</summary>
public sealed record QuarantaineComparee(Part Part, string Origine, long Notes, long Tenus);

/// <summary>A walk over all journées in the order of their keys, and what is checked of the whole.</summary>
/// <param name="source">The database.</param>
public sealed class Parcours(NpgsqlDataSource source)
{
    /// <summary>How long a statement over a whole table may run, in seconds.</summary>
    public const int DelaiTotaux = 3600;

    /// <summary>The most vanished soins that are listed.</summary>
    public const int DisparusMax = 1000;

    // The one walk whose place is kept.
    private const string Reconstruction = "reconstruction";

    /// <summary>Before the first journée.</summary>
    public static readonly Journee Debut = new("", DateOnly.MinValue);

    /// <summary>The next journées.</summary>
    /// <param name="apres">The one after which to read.</param>
    /// <param name="nombre">The most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Journee>> ProchainesAsync(Journee apres, int nombre, CancellationToken cancellationToken) =>
        await LireAsync(
            SqlDeControle.ProchainesJournees,
            Lecteurs.Journee,
            cancellationToken,
            new() { Value = apres.BeneficiaireId },
            new() { Value = apres.DateSoin, NpgsqlDbType = NpgsqlDbType.Date },
            new() { Value = nombre });

    /// <summary>How many lines there are, to tell how far a walk is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CompterLignesAsync(CancellationToken cancellationToken) =>
        (await LireAsync("SELECT count(*) FROM ligne", r => r.GetInt64(0), cancellationToken))[0];

    public Task<List<ReceptionComparee>> ReceptionsAsync(CancellationToken cancellationToken) => LireAsync(
        SqlDeControle.ComparerReceptions,
        r => new ReceptionComparee(Instantane.Cle(r), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7)),
        cancellationToken);

    public Task<List<QuarantaineComparee>> QuarantaineAsync(CancellationToken cancellationToken) => LireAsync(
        SqlDeControle.ComparerQuarantaine,
        r => new QuarantaineComparee((Part)r.GetInt16(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3)),
        cancellationToken);

    /// <summary>Soins that were published and of which nothing is stored.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<Guid>> DisparusAsync(CancellationToken cancellationToken) =>
        LireAsync(SqlDeControle.SoinsDisparus, r => r.GetGuid(0), cancellationToken, new NpgsqlParameter { Value = DisparusMax });

    /// <summary>Whether the relay says that it published more than the journal holds.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> RelaisAuDelaAsync(CancellationToken cancellationToken) =>
        (await LireAsync(SqlDeControle.RelaisAuDela, r => r.GetBoolean(0), cancellationToken))[0];

    /// <summary>Where an interrupted rebuilding stands; null if there is none.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Journee?> PlaceAsync(CancellationToken cancellationToken) =>
        await LireAsync("SELECT beneficiaire_id, date_soin FROM avancement WHERE nom = $1", Lecteurs.Journee, cancellationToken, new NpgsqlParameter { Value = Reconstruction })
            is [var place] ? place : null;

    /// <summary>Keeps the place of a rebuilding; null once it has ended.</summary>
    /// <param name="place">The last journée that was rebuilt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RetenirPlaceAsync(Journee? place, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(place is null
            ? "DELETE FROM avancement WHERE nom = $1"
            : """
                INSERT INTO avancement (nom, beneficiaire_id, date_soin) VALUES ($1, $2, $3)
                ON CONFLICT (nom) DO UPDATE SET beneficiaire_id = excluded.beneficiaire_id, date_soin = excluded.date_soin
                """);
        commande.Parameters.Add(new() { Value = Reconstruction });
        if (place is { } journee)
        {
            commande.Parameters.Add(new() { Value = journee.BeneficiaireId });
            commande.Parameters.Add(new() { Value = journee.DateSoin, NpgsqlDbType = NpgsqlDbType.Date });
        }

        await commande.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<T>> LireAsync<T>(
        string sql, Func<NpgsqlDataReader, T> lire, CancellationToken cancellationToken, params NpgsqlParameter[] parametres)
    {
        await using var commande = source.CreateCommand(sql);
        commande.CommandTimeout = DelaiTotaux;
        commande.Parameters.AddRange(parametres);
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(lire, cancellationToken);
    }
}
