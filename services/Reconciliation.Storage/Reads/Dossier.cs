using System.Data;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A stored line, and what became of it.</summary>
/// <param name="Stockee">The line.</param>
/// <param name="SoinId">The soin for which it pays; null while it is unattached.</param>
/// <param name="Actuelle">Whether it counts: of its highest revision, and the content that is shown where two contradict each other.</param>
/// <param name="Contestee">Whether its revision came with two contents, and no later one settled it.</param>
public sealed record LigneLue(LigneStockee Stockee, Guid? SoinId, bool Actuelle, bool Contestee);

/// <summary>
/// The facts behind some soins, read at one instant without a lock: which lines pay for which soin is not stored but found again, by
/// the same pairing that made the views.
/// </summary>
public sealed class Dossier
{
    /// <summary>How often the journées found to be tied to those read are read as well.</summary>
    public const int PassesMax = 16;

    private readonly Dictionary<LigneId, Guid> _soinDeLigne = [];
    private readonly Dictionary<long, LigneLue> _parPosition = [];
    private readonly Dictionary<Guid, SoinStocke> _soins;

    private Dossier(EtatConnu etat)
    {
        Etat = etat;
        _soins = etat.Soins.ToDictionary(s => s.SoinId);
        Identites = etat.Rapprocher().Identites;
        foreach (var soin in Identites.Soins)
        {
            foreach (var ligne in soin.Soin.Lignes)
            {
                _soinDeLigne[ligne.Id] = soin.Id;
            }
        }

        var actuelles = JourneeDeSoins.De(etat.Lignes.Select(l => l.Ligne)).LignesActuelles();
        var gagnantes = actuelles.Lignes.ToDictionary(l => l.Id);
        foreach (var stockee in etat.Lignes)
        {
            var (ligne, gagnante) = (stockee.Ligne, gagnantes[stockee.Ligne.Id]);
            _parPosition[stockee.Position] = new(
                stockee,
                _soinDeLigne.TryGetValue(ligne.Id, out var soinId) ? soinId : null,
                ligne.Revision == gagnante.Revision && (ReferenceEquals(ligne, gagnante) || Empreinte.De(ligne) == Empreinte.De(gagnante)),
                ligne.Revision == gagnante.Revision && actuelles.Contestees.Contains(ligne.Id));
        }
    }

    /// <summary>Everything that was read.</summary>
    public EtatConnu Etat { get; }

    /// <summary>The soins with their ids.</summary>
    public Identites Identites { get; }

    /// <summary>Reads the facts of some journées and of those tied to them.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Dossier> LireAsync(NpgsqlDataSource source, IEnumerable<Journee> journees, CancellationToken cancellationToken)
    {
        var toutes = journees.ToHashSet();
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        for (var passe = 1; ; passe++)
        {
            await using var lot = new NpgsqlBatch(connexion, transaction);
            LectureDEtat.Demander(lot, [.. toutes.Select(j => j.BeneficiaireId)], [.. toutes.Select(j => j.DateSoin)]);
            await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
            var etat = await LectureDEtat.LireAsync(lecteur, cancellationToken);
            if (etat.Liees.IsSubsetOf(toutes) || passe == PassesMax)
            {
                return new(etat);
            }

            toutes.UnionWith(etat.Liees);
        }
    }

    /// <summary>Every line of a soin with all its revisions, in a stable order: by identity, then as they were received.</summary>
    /// <param name="soinId">The soin.</param>
    public IReadOnlyList<LigneLue> LignesDe(Guid soinId) =>
    [
        .. _parPosition.Values
            .Where(l => l.SoinId == soinId)
            .OrderBy(l => l.Stockee.Ligne.Id, LigneId.Ordre)
            .ThenBy(l => l.Stockee.Ligne.Revision)
            .ThenBy(l => l.Stockee.Position),
    ];

    /// <summary>The line that was received at a position; null if it is of another journée.</summary>
    /// <param name="position">The position.</param>
    public LigneLue? Ligne(long position) => _parPosition.GetValueOrDefault(position);

    /// <summary>A soin as it is stored; null if it is of another journée.</summary>
    /// <param name="soinId">The soin.</param>
    public SoinStocke? Soin(Guid soinId) => _soins.GetValueOrDefault(soinId);

    /// <summary>The décisions that concern a soin, in the order in which they were taken.</summary>
    /// <param name="soinId">The soin.</param>
    public IReadOnlyList<Decision> DecisionsDe(Guid soinId) => Etat.DecisionsDe(soinId, Identites);
}
