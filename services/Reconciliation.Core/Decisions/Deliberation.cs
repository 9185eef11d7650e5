using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// From what an agent asks and what is known under the locks to the décision, or to the reason why there is none. It is asked again
/// with more facts where journées turn out to be tied; the last answer counts.
/// </summary>
/// <param name="demande">What is asked.</param>
/// <param name="jugement">The policy.</param>
internal sealed class Deliberation(DemandeDeDecision demande, Jugement jugement)
{
    /// <summary>What came of it.</summary>
    public IssueDeDecision Issue { get; private set; } = new IssueDeDecision.SoinInconnu();

    /// <summary>What to write; null: nothing.</summary>
    /// <param name="etat">What is known.</param>
    /// <param name="horloge">The clock, read now.</param>
    public Changements? Deliberer(EtatConnu etat, DateTimeOffset horloge)
    {
        var id = Identification.DecisionId(demande.SoinId, demande.Version, Texte());
        var soin = etat.Soins.FirstOrDefault(s => s.SoinId == demande.SoinId);
        if (soin is null)
        {
            Issue = new IssueDeDecision.SoinInconnu();
        }
        else if (etat.Decisions.Any(d => d.Id == id))
        {
            // The answer to the first was lost: nothing is left to do.
            Issue = new IssueDeDecision.Prise(id, Nouvelle: false, Vue(soin), []);
        }
        else if (soin.Version != demande.Version)
        {
            Issue = new IssueDeDecision.VersionPerimee(Vue(soin));
        }
        else if (soin.RemplacePar is { } par)
        {
            Issue = new IssueDeDecision.SoinRemplace(par);
        }
        else
        {
            var (decision, refus) = new Etablissement(demande, etat, soin).Etablir(id, Instant(etat, horloge));
            return decision is null ? Refuser(refus!) : Prendre(etat, soin, decision, horloge);
        }

        return null;
    }

    private Changements? Prendre(EtatConnu etat, SoinStocke soin, Decision decision, DateTimeOffset horloge)
    {
        var suite = etat with { Decisions = [.. etat.Decisions, decision] };
        var changements = Pli.Plier(suite, jugement, horloge, decision: decision).Changements with { Decision = new(decision, demande.Journee) };
        var nouvelles = changements.Soins.Where(s => s.Entree is not null).Select(s => new VueIssue(s.SoinId, s.Version, Encoding.UTF8.GetString(s.Vue))).ToList();
        Issue = new IssueDeDecision.Prise(
            decision.Id,
            Nouvelle: true,
            nouvelles.Find(v => v.SoinId == soin.SoinId) ?? Vue(soin),
            [.. nouvelles.Where(v => v.SoinId != soin.SoinId)]);
        return demande.Apercu ? null : changements;
    }

    private Changements? Refuser(IssueDeDecision refus)
    {
        Issue = refus;
        return null;
    }

    // After every décision on these journées, whatever the clocks of two hosts say: the later one holds.
    private static DateTimeOffset Instant(EtatConnu etat, DateTimeOffset horloge) =>
        etat.Decisions.Select(d => d.PriseLe.AddTicks(TimeSpan.TicksPerMicrosecond)).Append(Pli.Maintenant(etat, horloge)).Max();

    private string Texte() => string.Join(
        '\u001f',
        [
            demande.Auteur,
            demande.Contenu.Type.ToString(),
            demande.Contenu.Motif,
            demande.Contenu.DecisionId?.ToString("N") ?? "",
            .. demande.Contenu.Lignes.Select(l => Etablissement.Id(l).Canonique()).Order(StringComparer.Ordinal),
        ]);

    private static VueIssue Vue(SoinStocke soin) => new(soin.SoinId, soin.Version, Encoding.UTF8.GetString(soin.Vue));
}
