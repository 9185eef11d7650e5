using Xunit;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>A named case: who pays what when, and what must be seen of it at an instant.</summary>
public sealed class Scenario
{
    private readonly string _nom;
    private readonly Ligne[] _lignes;
    private readonly List<Decision> _decisions = [];
    private readonly List<SoinAttendu> _soins = [];
    private IReadOnlyList<string> _nonRattachees = [];
    private DelaiAttendu _delai = new(PolitiqueDeDelai.Initiale);
    private DateTimeOffset _maintenant = Lignes.Instant("19/11");

    private Scenario(string nom, Ligne[] lignes) => (_nom, _lignes) = (nom, lignes);

    /// <summary>The lines known, in an order that must not matter.</summary>
    public static Scenario Quand(string nom, params Ligne[] lignes) => new(nom, lignes);

    /// <summary>The instant at which it is judged: <c>20/11 23:59</c>, or noon of <c>20/11</c>.</summary>
    public Scenario Le(string instant)
    {
        _maintenant = Lignes.Instant(instant);
        return this;
    }

    /// <summary>What agents decided, in this order.</summary>
    public Scenario Decide(params Func<int, Decision>[] decisions)
    {
        _decisions.AddRange(decisions.Select((d, rang) => d(rang)));
        return this;
    }

    /// <summary>The policies, where they are not the ordinary one.</summary>
    public Scenario Selon(params PolitiqueDeDelai[] politiques)
    {
        _delai = new(politiques);
        return this;
    }

    /// <summary>One expected soin; several in the order of their first line. What is not given here is not told by the scenario.</summary>
    public Scenario Donne(
        Situation situation,
        decimal total,
        Certitude certitude = Certitude.Ferme,
        bool? inchange = null,
        string? message = null,
        Action<Vue>? etAussi = null)
    {
        _soins.Add(new(situation, total, certitude, inchange, message, etAussi));
        return this;
    }

    /// <summary>The lines that are in no soin; none unless said.</summary>
    public Scenario NonRattachees(params string[] noms)
    {
        _nonRattachees = noms;
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
        var rapprochement = Appariement.Apparier(JourneeDeSoins.De(lignes, _decisions));
        Assert.Equal(_nonRattachees.Order(StringComparer.Ordinal), rapprochement.NonRattachees.Select(l => l.Id.Reference.Decompte).Order(StringComparer.Ordinal));
        var jugement = new Jugement(_delai, new TextesMembre());
        var vues = rapprochement.Soins.Select(s => jugement.Juger(s, _maintenant)).ToList();
        Assert.Equal(_soins.Select(s => s.Situation), vues.Select(v => v.Situation));
        foreach (var (attendu, vue) in _soins.Zip(vues))
        {
            attendu.Verifier(vue);
        }
    }
}

/// <summary>What a scenario expects of one soin.</summary>
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
    public static Func<int, Decision> Lier(params string[] noms) => rang => new Lier
    {
        Id = Id(rang),
        PriseLe = Instant(rang),
        Auteur = "agent",
        Motif = "vu avec l'adhérent",
        Lignes = Ids(noms),
    };

    public static Func<int, Decision> Delier(params string[] noms) => rang => new Delier
    {
        Id = Id(rang),
        PriseLe = Instant(rang),
        Auteur = "agent",
        Motif = "deux actes",
        Lignes = Ids(noms),
    };

    public static Func<int, Decision> AccepterEcart(params string[] noms) => rang => new AccepterEcart
    {
        Id = Id(rang),
        PriseLe = Instant(rang),
        Auteur = "agent",
        Motif = "vérifié",
        Lignes = noms.Select(n => (Lignes.Id(n), 1)).ToHashSet(),
    };

    /// <summary>Reopens the décision at a place of the list, from 0.</summary>
    public static Func<int, Decision> Rouvrir(int decision) => rang => new Rouvrir
    {
        Id = Id(rang),
        PriseLe = Instant(rang),
        Auteur = "agent",
        Motif = "erreur",
        DecisionId = Id(decision),
    };

    private static HashSet<LigneId> Ids(string[] noms) => [.. noms.Select(Lignes.Id)];

    private static Guid Id(int rang) => new(rang + 1, 0, 0, new byte[8]);

    private static DateTimeOffset Instant(int rang) => Lignes.Instant("18/11").AddMinutes(rang);
}
