using Xunit;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>A fingerprint has a version, and stored fingerprints never change.</summary>
public sealed class EmpreinteVersionTests
{
    // As if the label had been added later: at version 2, after all other members. It is made for each test, since mutation tests change
    // the code between them.
    private static EmpreinteMembers WithLaterLibelle => new(
        EmpreinteMembers.Product.Members.OrderBy(m => m.Name == nameof(Ligne.Libelle))
            .Select(m => m.Name == nameof(Ligne.Libelle) ? m with { Since = 2 } : m));

    [Fact]
    public void The_first_version_is_what_lines_were_stored_with()
    {
        Assert.Equal("e0467f0b-ebee-fdd0-ea9f-9d0a8c2b6451", Empreinte.Of(EmpreinteSamples.Ro, 1).ToUuid().ToString());
        Assert.Equal("c4b7ce7a-9b6d-1d46-798f-af51a0f4b6ba", Empreinte.Of(EmpreinteSamples.Complementaire, 1).ToUuid().ToString());
    }

    [Fact]
    public void An_unusually_long_line_has_a_fingerprint_of_all_of_it()
    {
        var line = EmpreinteSamples.Ro with { Libelle = new('é', 2_000) };
        Assert.Equal("c6239c4c-92dc-bf68-7888-0cc7c77a7608", Empreinte.Of(line, 1).ToUuid().ToString());
        Assert.NotEqual(Empreinte.Of(line), Empreinte.Of(line with { Libelle = new string('é', 1_999) + "è" }));
    }

    [Fact]
    public void A_member_that_a_later_version_adds_is_no_part_of_an_earlier_one()
    {
        var (line, other) = (EmpreinteSamples.Ro, EmpreinteSamples.Ro with { Libelle = "Autre" });
        Assert.Equal(2, WithLaterLibelle.CurrentVersion);
        Assert.Equal(Empreinte.Of(line, 1, WithLaterLibelle), Empreinte.Of(other, 1, WithLaterLibelle));
        Assert.NotEqual(Empreinte.Of(line, 2, WithLaterLibelle), Empreinte.Of(other, 2, WithLaterLibelle));
        Assert.NotEqual(Empreinte.Of(line, 1, WithLaterLibelle), Empreinte.Of(line, 2, WithLaterLibelle));
    }

    [Fact]
    public void Every_member_of_a_line_is_in_the_table_once()
    {
        var members = new[] { typeof(LigneRo), typeof(LigneComplementaire), typeof(LigneAutre) }
            .SelectMany(t => t.GetProperties()).Select(p => p.Name).Distinct()
            .Except([nameof(Ligne.Id), nameof(Ligne.Journee)]);
        Assert.Equal(
            members.Order(StringComparer.Ordinal), EmpreinteMembers.Product.Members.Select(m => m.Name).Order(StringComparer.Ordinal));
    }
}
