using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The results of a search, as an agent chooses from them: people, transfers, soins, lines in no soin, refused messages.</summary>
/// <param name="found">The results.</param>
/// <param name="tokens">Makes addresses.</param>
internal sealed class ResultGroups(TypedSearch found, AddressTokens tokens)
{
    // A number of so many digits is nobody's amount.
    private const int MemberDigitsMin = 5;

    private readonly HashSet<string> _numbers =
        [.. found.Terms.SelectMany(t => t.Reading).Where(r => r.Kind == ReadingKind.Adherent).Select(r => r.Text)];

    /// <summary>The groups, what is surest first.</summary>
    public IReadOnlyList<ResultGroup> All()
    {
        var others = found.Page.Continuation is not null;
        var byKind = found.Page.Soins.GroupBy(s => s.FoundBy[0]).OrderBy(g => g.Key).ToList();
        var people = People(byKind.FirstOrDefault(g => g.Key == TrouvePar.Adherent) ?? Enumerable.Empty<FoundSoin>());
        return
        [
            .. people.Count > 0 ? [new ResultGroup("Adhérents", people, false)] : Array.Empty<ResultGroup>(),
            .. byKind.Where(g => g.Key != TrouvePar.Adherent).Select(g => Group(g.Key, [.. g], others)),
            .. Unattached(), .. Refusals(),
        ];
    }

    /// <summary>
    /// The page that is opened at once: that of a soin by its own identifier, or of a member by their own number. Whatever a day, an
    /// amount or another number leads to is somebody's, perhaps not the caller's: the agent chooses.
    /// </summary>
    /// <param name="groups">The groups.</param>
    public string? Opens(IReadOnlyList<ResultGroup> groups)
    {
        if (groups is not [{ Items: [var only], HasOthers: false }])
        {
            return null;
        }

        var names = found.Terms.Select(t => t.Said).Where(s => s.SoinId is not null || IsOwnNumber(s)).ToList();
        var isNamed = found.Page.Soins.All(s => s.FoundBy[0] is TrouvePar.Soin or TrouvePar.Adherent);
        return names.Count > 0 && isNamed && !only.Address.StartsWith("/quarantaine", StringComparison.Ordinal) ? only.Address : null;
    }

    private bool IsOwnNumber(Domain.SpokenTerm said) => said.Days.Count == 0 && said.Numbers.Any(_numbers.Contains)
        && (said.Montant is null || said.Text.Count(char.IsAsciiDigit) >= MemberDigitsMin);

    private ResultGroup Group(TrouvePar by, IReadOnlyList<FoundSoin> soins, bool others)
    {
        ResultGroup Soins(string title) => new(title, [.. soins.Select(Soin)], others);
        return by switch
        {
            TrouvePar.Soin => Soins("Soins"),
            TrouvePar.Adherent => throw new InvalidOperationException("Soins that are found by their member stand under the member."),
            TrouvePar.Beneficiaire => new("Bénéficiaires", [.. Beneficiaires(soins)], false),
            TrouvePar.Decompte => Soins("Décomptes"),
            TrouvePar.Virement => new("Virements", [.. Virements(soins), .. soins.Select(Soin)], others),
            TrouvePar.Professionnel => Soins("Professionnels"),
            TrouvePar.Date => Soins("Soins et paiements de ce jour"),
            TrouvePar.Montant => Soins("Soins et paiements de ce montant"),
        };
    }

    // A person is found once, however many soins they have; of two parents the one whose number was typed.
    private IReadOnlyList<ResultItem> People(IEnumerable<FoundSoin> soins)
    {
        var withSoins = soins.Select(s => (Vue: StoredJson.ReadVue(s.Soin.Vue), s.AdherentIds))
            .SelectMany(s => s.AdherentIds.Where(_numbers.Contains).Select(a => (Number: a, s.Vue.DateSoin)))
            .GroupBy(s => s.Number)
            .Select(g => Person(g.Key, $"dernier soin le {French.Day(g.Max(s => s.DateSoin))}")).ToList();
        var without = found.Page.Unattached.Select(l => l.Ligne.AdherentId).Where(_numbers.Contains).Distinct()
            .Select(a => Person(a, "une ligne qui n'est encore rattachée à aucun soin"));
        return [.. withSoins, .. without.Where(p => withSoins.TrueForAll(w => w.Title != p.Title))];
    }

    private ResultItem Person(string number, string detail) => new($"/adherents/{tokens.ForAdherent(number)}", number, detail);

    private IEnumerable<ResultItem> Beneficiaires(IReadOnlyList<FoundSoin> soins) => soins
        .SelectMany(s => s.AdherentIds.Select(a => (s.Soin.BeneficiaireId, Adherent: a))).Distinct()
        .Select(p => new ResultItem($"/adherents/{tokens.ForAdherent(p.Adherent)}", p.BeneficiaireId, "adhérent " + p.Adherent));

    private IEnumerable<ResultItem> Virements(IReadOnlyList<FoundSoin> soins)
    {
        var references = soins.Select(s => StoredJson.ReadVue(s.Soin.Vue))
            .SelectMany(v => new[] { v.PartRo.Virement, v.PartComplementaire.Virement }).ToHashSet();
        return found.Terms.SelectMany(t => t.Reading)
            .Where(s => s.Kind == ReadingKind.Virement && references.Contains(s.Text))
            .Select(s => new ResultItem($"/virements/{tokens.ForVirement(s.Text)}", $"Virement {s.Text}", "toutes ses lignes"));
    }

    // The kind of care is health data: it is shown where the reason is known, and not here.
    private static ResultItem Soin(FoundSoin found)
    {
        var vue = StoredJson.ReadVue(found.Soin.Vue);
        var paid = Paid(vue).ToList();
        return new(
            $"/soins/{vue.SoinId}",
            $"Soin du {French.Day(vue.DateSoin)}, {French.Euros(vue.MontantTotal.Valeur)}",
            $"adhérent {string.Join(" et ", found.AdherentIds)}, bénéficiaire {vue.BeneficiaireId}"
                + (paid.Count > 0 ? $" ; versé {string.Join(" puis ", paid)}" : ""),
            vue.Situation);
    }

    // As the bank shows it, in the order in which it came.
    private static IEnumerable<string> Paid(Vue vue) =>
        from part in new[]
        {
            (Montant: vue.PartRo.MontantVirement ?? vue.PartRo.Montant, vue.PartRo.PayeLe),
            (Montant: vue.PartComplementaire.MontantVirement ?? vue.PartComplementaire.Montant, vue.PartComplementaire.PayeLe),
        }
        where part is { Montant: not null, PayeLe: not null }
        orderby part.PayeLe
        select $"{French.Euros(part.Montant!.Value)} le {French.Day(part.PayeLe!.Value)}";

    private IEnumerable<ResultGroup> Unattached()
    {
        ResultItem[] lignes =
        [
            .. found.Page.Unattached.Where(l => !_numbers.Contains(l.Ligne.AdherentId)).Select(l => new ResultItem(
                $"/adherents/{tokens.ForAdherent(l.Ligne.AdherentId)}",
                $"{French.EurosOfCents(l.Ligne.Montant.Cents)} le {French.Day(l.Ligne.PayeLe)}",
                $"adhérent {l.Ligne.AdherentId}, soin du {French.Day(l.Ligne.DateSoin)}")),
        ];
        return lignes.Length > 0 ? [new("Lignes rattachées à aucun soin", lignes, false)] : [];
    }

    private IEnumerable<ResultGroup> Refusals()
    {
        ResultItem[] messages =
        [
            .. found.Refusals.Select(r => new ResultItem(
                $"/quarantaine/{r.QuarantaineId}",
                $"Message refusé n° {r.QuarantaineId}",
                (r.Name is { } name ? $"nomme {name}" : "dit tout ce que vous cherchez")
                    + $" ; reçu le {French.Instant(r.RecuLe)}, pas encore traité")),
        ];
        return messages.Length > 0 ? [new("Paiements refusés, en quarantaine", messages, false)] : [];
    }
}
