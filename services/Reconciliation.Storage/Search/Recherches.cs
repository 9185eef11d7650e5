using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Where a search goes on: on which track, and after what.</summary>
/// <param name="Piste">The number of the track.</param>
/// <param name="Repere">The place on it.</param>
public readonly record struct SuiteDeRecherche(int Piste, Repere Repere);

/// <summary>A soin that was found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="AdherentIds">The members concerned.</param>
/// <param name="TrouvePar">By what, in the order of the kinds.</param>
public sealed record SoinTrouve(SoinStocke Soin, IReadOnlyList<string> AdherentIds, IReadOnlyList<TrouvePar> TrouvePar);

/// <summary>A page of what was found.</summary>
/// <param name="Soins">The soins, those found by one thing together.</param>
/// <param name="Suite">Where to go on; null: nothing more.</param>
public sealed record PageDeRecherche(IReadOnlyList<SoinTrouve> Soins, SuiteDeRecherche? Suite);

/// <summary>
/// Finds soins by what people have at hand. The term that narrows most is followed through an index, one sense after the other; the
/// facts of the journées that it leads to are read and paired, and the other terms are tried on each soin. So a search reads a
/// bounded number of rows, and no index but those of insert-only lines is needed.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="horloge">The clock.</param>
public sealed class Recherches(NpgsqlDataSource source, TimeProvider horloge)
{
    /// <summary>The most lines or soins that one page looks at: one that ends there may be short, and says where to go on.</summary>
    public const int CandidatsMax = 1_000;

    /// <summary>Finds a page of soins.</summary>
    /// <param name="termes">What every soin must have; one at least.</param>
    /// <param name="suite">Where to go on; null: from the start.</param>
    /// <param name="limite">The most soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PageDeRecherche> ChercherAsync(
        IReadOnlyList<Terme> termes, SuiteDeRecherche? suite, int limite, CancellationToken cancellationToken)
    {
        var recherche = new Criteres(termes);
        var place = suite ?? new(0, Repere.Debut);
        var (trouves, regardes) = (new List<SoinTrouve>(), 0);
        while (place.Piste < recherche.Pistes.Count)
        {
            var demandes = Math.Min(Math.Max(limite + 1, 100), CandidatsMax - regardes);
            if (demandes <= 0)
            {
                return new(trouves, place);
            }

            var candidats = await Pistes.SuivreAsync(
                source, recherche.Pistes[place.Piste], recherche.Jour, place.Repere, demandes, Paris.Jour(horloge.GetUtcNow()), cancellationToken);
            regardes += candidats.Count;
            foreach (var (candidat, trouve) in await RetenirAsync(recherche, place.Piste, candidats, cancellationToken))
            {
                if (trouves.Count == limite)
                {
                    return new(trouves, place);
                }

                trouves.Add(trouve);
                place = place with { Repere = candidat.Repere };
            }

            // An amount alone is looked for a window of days at a time: only nothing at all is the end of a track.
            place = candidats.Count == 0 ? new(place.Piste + 1, Repere.Debut) : place with { Repere = candidats[^1].Repere };
        }

        return new(trouves, null);
    }

    private async Task<IEnumerable<(Candidat Candidat, SoinTrouve Trouve)>> RetenirAsync(
        Criteres recherche, int piste, IReadOnlyList<Candidat> candidats, CancellationToken cancellationToken)
    {
        if (candidats.Count == 0)
        {
            return [];
        }

        var dossier = await Dossier.LireAsync(source, candidats.Select(c => c.Journee), cancellationToken);
        var recues = dossier.Etat.Lignes.ToLookup(l => dossier.Ligne(l.Position)!.SoinId);
        var soins = dossier.Identites.Soins.ToDictionary(s => s.Id);
        return from candidat in candidats
               let id = candidat.Ligne ? dossier.Ligne(candidat.Repere.Position)?.SoinId : Actuel(dossier, candidat.Repere.SoinId)
               where id is not null && soins.ContainsKey(id.Value)
               let soin = new SoinRegarde(soins[id.Value], [.. recues[id]], dossier.Identites)
               where recherche.Retient(soin, piste, candidat)
               select (candidat, new SoinTrouve(
                   dossier.Soin(id.Value)!,
                   [.. soin.Soin.Soin.Lignes.Select(l => l.AdherentId).Distinct()],
                   recherche.ParQuoi(soin)));
    }

    private static Guid Actuel(Dossier dossier, Guid soinId) => dossier.Identites.Remplaces.GetValueOrDefault(soinId) ?? soinId;
}
