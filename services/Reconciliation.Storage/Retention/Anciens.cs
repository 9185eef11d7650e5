using System.Text;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A place among the lines that retention walks over.</summary>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Centimes">The amount.</param>
/// <param name="Position">The rank in which it was received.</param>
public readonly record struct PlaceDesAnciennes(DateOnly DateSoin, long Centimes, long Position)
{
    /// <summary>Before the first line.</summary>
    public static readonly PlaceDesAnciennes Debut = new(DateOnly.MinValue, 0, 0);
}

/// <summary>Finds what is old, or a member's, and removes what stands in no journée: messages in quarantine, and what batches noted.</summary>
/// <param name="source">The database.</param>
public sealed class Anciens(NpgsqlDataSource source)
{
    /// <summary>The most messages of quarantine that are removed in one statement.</summary>
    public const int QuarantaineMax = 500;

    /// <summary>The journées of the next lines whose care is older than a day; each may come more than once in a walk.</summary>
    /// <param name="apres">The place after which to look.</param>
    /// <param name="avant">The first day of care to keep.</param>
    /// <param name="lignes">The most lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The journées, and the place to go on from; null: there are no more.</returns>
    public async Task<(IReadOnlyCollection<Journee> Journees, PlaceDesAnciennes? Place)> JourneesAsync(
        PlaceDesAnciennes apres, DateOnly avant, int lignes, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDeConservation.LignesAnciennes);
        commande.Parameters.Add(new() { Value = apres.DateSoin });
        commande.Parameters.Add(new() { Value = apres.Centimes });
        commande.Parameters.Add(new() { Value = apres.Position });
        commande.Parameters.Add(new() { Value = avant });
        commande.Parameters.Add(new() { Value = lignes });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var lues = await lecteur.ToutAsync(
            r => (Place: new PlaceDesAnciennes(r.GetFieldValue<DateOnly>(0), r.GetInt64(1), r.GetInt64(2)), Beneficiaire: r.GetString(3)), cancellationToken);
        return (lues.Select(l => new Journee(l.Beneficiaire, l.Place.DateSoin)).ToHashSet(), lues.Count < lignes ? null : lues[^1].Place);
    }

    /// <summary>The journées in which a line names a member.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<Journee>> JourneesDeLAdherentAsync(string adherentId, CancellationToken cancellationToken) =>
        LireAsync(SqlDeConservation.JourneesDUnAdherent, Lecteurs.Journee, cancellationToken, new NpgsqlParameter { Value = adherentId });

    /// <summary>The messages in quarantine that name a member, and whether somebody must still look at each.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<(long Id, bool Ouvert)>> QuarantaineDeLAdherentAsync(string adherentId, CancellationToken cancellationToken) => LireAsync(
        SqlDeConservation.QuarantaineDUnAdherent,
        r => (r.GetInt64(0), r.GetBoolean(1)),
        cancellationToken,
        new NpgsqlParameter { Value = Cite(adherentId) });

    /// <summary>How many accesses to a member's data are recorded.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CompterAccesAsync(string adherentId, CancellationToken cancellationToken) => (await LireAsync(
        "SELECT count(*) FROM acces WHERE adherent_id = $1", r => r.GetInt64(0), cancellationToken, new NpgsqlParameter { Value = adherentId }))[0];

    /// <summary>Messages in quarantine that were closed before an instant.</summary>
    /// <param name="avant">The first instant to keep.</param>
    /// <param name="nombre">The most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<long>> QuarantaineAsync(DateTimeOffset avant, int nombre, CancellationToken cancellationToken) => LireAsync(
        SqlDeConservation.QuarantaineAncienne,
        r => r.GetInt64(0),
        cancellationToken,
        new NpgsqlParameter { Value = avant },
        new NpgsqlParameter { Value = nombre });

    /// <summary>Removes messages in quarantine.</summary>
    /// <param name="ids">Their numbers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EffacerQuarantaineAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => ExecuterAsync(
        SqlDeConservation.EffacerQuarantaine,
        cancellationToken,
        new NpgsqlParameter { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    /// <summary>Sums up what batches noted before an instant, by day.</summary>
    /// <param name="avant">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ResumerReceptionsAsync(DateTimeOffset avant, CancellationToken cancellationToken) =>
        ExecuterAsync(SqlDeConservation.ResumerReceptions, cancellationToken, new NpgsqlParameter { Value = avant });

    // As JSON quotes it: the number of another member that begins alike is not taken for this one.
    internal static byte[] Cite(string adherentId) => Encoding.UTF8.GetBytes($"\"{adherentId}\"");

    private async Task<List<T>> LireAsync<T>(
        string sql, Func<NpgsqlDataReader, T> lire, CancellationToken cancellationToken, params NpgsqlParameter[] parametres)
    {
        await using var commande = source.CreateCommand(sql);
        commande.CommandTimeout = Parcours.DelaiTotaux;
        commande.Parameters.AddRange(parametres);
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(lire, cancellationToken);
    }

    private async Task ExecuterAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parametres)
    {
        await using var commande = source.CreateCommand(sql);
        commande.CommandTimeout = Parcours.DelaiTotaux;
        commande.Parameters.AddRange(parametres);
        await commande.ExecuteNonQueryAsync(cancellationToken);
    }
}
