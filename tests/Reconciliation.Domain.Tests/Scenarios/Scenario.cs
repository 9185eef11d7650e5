using Xunit;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>A named case: the payments, their parts and days, and the view that must be seen at an instant.</summary>
public sealed class Scenario
{
    private readonly string _nom;
    private readonly Ligne[] _lignes;
    private readonly List<Decision> _decisions = [];
    private readonly List<SoinAttendu> _soins = [];
    private int? _howMany;
    private IReadOnlyList<string> _nonRattachees = [];
    private DelaiAttendu _delai = new(DelaiPolicy.Initial);
    private DateTimeOffset _maintenant = Lignes.Instant("19/11");

    private Scenario(string name, Ligne[] lignes) => (_nom, _lignes) = (name, lignes);

    /// <summary>The lines known, in an order that must not matter.</summary>
    public static Scenario Quand(string name, params Ligne[] lignes) => new(name, lignes);

    /// <summary>The instant at which it is judged: <c>20/11 23:59</c>, or noon of <c>20/11</c>.</summary>
    public Scenario Le(string instant)
    {
        _maintenant = Lignes.Instant(instant);
        return this;
    }

    /// <summary>The agents' décisions, in this order.</summary>
    public Scenario Decide(params Func<int, Decision>[] decisions)
    {
        _decisions.AddRange(decisions.Select((d, rank) => d(rank)));
        return this;
    }

    /// <summary>The policies, where they are not the ordinary one.</summary>
    public Scenario Selon(params DelaiPolicy[] policies)
    {
        _delai = new(policies);
        return this;
    }

    /// <summary>One expected soin; several in the order of their first line. Values that are not given here are not checked.</summary>
    public Scenario Donne(
        Situation situation,
        decimal total,
        Certitude certitude = Certitude.Ferme,
        bool? inchange = null,
        string? message = null,
        Action<Vue>? andAlso = null)
    {
        _soins.Add(new(situation, total, certitude, inchange, message, andAlso));
        return this;
    }

    /// <summary>The number of soins, where this is all that matters.</summary>
    public Scenario DonneEnTout(int howMany)
    {
        _howMany = howMany;
        return this;
    }

    /// <summary>The lines that are in no soin; none unless said.</summary>
    public Scenario NonRattachees(params string[] names)
    {
        _nonRattachees = names;
        return this;
    }

    /// <summary>Judges the lines as told, in the reverse order, and each twice.</summary>
    public void Verifier()
    {
        Verifier(_lignes);
        Verifier([.. _lignes.Reverse()]);
        Verifier([.. _lignes, .. _lignes]);
    }

    public override string ToString() => _nom;

    private void Verifier(Ligne[] lignes)
    {
        var folded = JourneeFold.Run(JourneeDeSoins.From(lignes, _decisions), new(_delai, new MemberTexts()), _maintenant);
        Assert.Equal(
            _nonRattachees.Order(StringComparer.Ordinal),
            folded.NonRattachees.Select(l => l.Id.Reference.Decompte).Order(StringComparer.Ordinal));
        var vues = folded.Soins.Select(s => s.Vue).ToList();
        if (_howMany is { } howMany)
        {
            Assert.Equal(howMany, vues.Count);
            Assert.DoesNotContain(vues, v => v.Situation == Situation.ARapprocher);
            return;
        }

        Assert.Equal(_soins.Select(s => s.Situation), vues.Select(v => v.Situation));
        foreach (var (expected, vue) in _soins.Zip(vues))
        {
            expected.Verifier(vue);
        }
    }
}

/// <summary>The expectation of a scenario about one soin.</summary>
internal sealed record SoinAttendu(
    Situation Situation, decimal Total, Certitude Certitude, bool? Inchange, string? Message, Action<Vue>? EtAussi)
{
    public void Verifier(Vue vue)
    {
        Assert.Equal(
            (Situation, Total, Certitude, Inchange),
            (vue.Situation, vue.Total.Valeur.Euros, vue.Total.Certitude, vue.Total.Inchange));
        Assert.Contains(Message ?? "", vue.Message, StringComparison.Ordinal);
        EtAussi?.Invoke(vue);
    }
}

/// <summary>Décisions as a scenario tells them; the later in the list, the later taken.</summary>
internal static class Decisions
{
    public static Func<int, Decision> Lier(params string[] names) => rank => new Lier
    {
        Id = Id(rank),
        PriseLe = Instant(rank),
        Auteur = "agent",
        Motif = "vu avec l'adhérent",
        Lignes = Ids(names),
    };

    public static Func<int, Decision> Delier(params string[] names) => rank => new Delier
    {
        Id = Id(rank),
        PriseLe = Instant(rank),
        Auteur = "agent",
        Motif = "deux actes",
        Lignes = Ids(names),
    };

    public static Func<int, Decision> AccepterEcart(params string[] names) => rank => new AccepterEcart
    {
        Id = Id(rank),
        PriseLe = Instant(rank),
        Auteur = "agent",
        Motif = "vérifié",
        Lignes = names.Select(n => (Lignes.Id(n), 1)).ToHashSet(),
    };

    /// <summary>Nothing more is to be expected of a part of the soin that has these lines.</summary>
    public static Func<int, Decision> NeRienAttendre(Part part, params string[] names) => rank => new NeRienAttendre
    {
        Id = Id(rank),
        PriseLe = Instant(rank),
        Auteur = "agent",
        Motif = "contrat terminé",
        Part = part,
        Lignes = names.Select(n => (Lignes.Id(n), 1)).ToHashSet(),
    };

    /// <summary>Reopens the décision at a place of the list, from 0.</summary>
    public static Func<int, Decision> Rouvrir(int decision) => rank => new Rouvrir
    {
        Id = Id(rank),
        PriseLe = Instant(rank),
        Auteur = "agent",
        Motif = "erreur",
        DecisionId = Id(decision),
    };

    private static HashSet<LigneId> Ids(string[] names) => [.. names.Select(Lignes.Id)];

    private static Guid Id(int rank) => new(rank + 1, 0, 0, new byte[8]);

    private static DateTimeOffset Instant(int rank) => Lignes.Instant("18/11").AddMinutes(rank);
}
