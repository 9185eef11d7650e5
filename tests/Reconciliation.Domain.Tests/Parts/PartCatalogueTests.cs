using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Parts;

/// <summary>Each part has one stream, at its number, under names of its own; numbers and codes are stored.</summary>
public sealed class PartCatalogueTests
{
    private static readonly PartCatalogue Product = PaymentStreams.Product.Parts;

    [Fact]
    public void Every_part_has_its_stream_at_its_number()
    {
        Assert.Equal([Part.Ro, Part.Complementaire], Product.All);
        Assert.Equal(Product.All, PaymentStreams.Product.All.Select(r => r.Part));
        Assert.All(Product.All, p => Assert.Equal((p, p), (Product[p.Number], PaymentStreams.Product.Of(p).Part)));
    }

    [Fact]
    public void Soins_wait_for_the_two_parts_and_for_no_other_unless_it_says_so()
    {
        Assert.Equal([Part.Ro, Part.Complementaire], Product.Awaited);
        var other = new Part(2, "c", "cc", "q", "l", "s");
        Assert.Equal(Product.Awaited, new PartCatalogue([.. Product.All, other]).Awaited);
        Assert.Equal([.. Product.All, other], new PartCatalogue([.. Product.All, other with { IsAwaited = true }]).Awaited);
    }

    [Fact]
    public void The_contract_names_them_by_the_same_codes() => Assert.Equal(
        Product.All.Select(p => p.Code), [Contracts.PartDeLigne.Ro.Code, Contracts.PartDeLigne.Complementaire.Code]);

    [Fact]
    public void Stored_numbers_and_codes_are_what_they_were() => Assert.Equal(
        [(0, "ro", "ro", "reconciliation.paiements-ro"), (1, "complementaire", "rc", "reconciliation.paiements-complementaires")],
        Product.All.Select(p => ((int)p.Number, p.Code, p.CanonicalCode, p.Queue)));

    [Fact]
    public void Every_name_leads_back_to_its_part()
    {
        Assert.All(Product.All, p => Assert.Equal(
            (p, p, p), (Product.OfCode(p.Code), Product.OfQueue(p.Queue), Product.OfCanonicalCode(p.CanonicalCode))));
        Assert.Equal(Product.All.Count, Product.All.Select(p => p.Label).Distinct().Count());
        Assert.Equal(Product.All.Count, Product.All.Select(p => p.ShortLabel).Distinct().Count());
        Assert.Null(Product.OfCode("autre"));
        Assert.Null(Product.OfCode(null));
        Assert.Throws<ArgumentException>(() => Product.OfQueue("ro"));
        Assert.Throws<ArgumentException>(() => Product.OfCanonicalCode("complementaire"));
    }

    [Fact]
    public void A_number_that_nobody_registered_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => Product[2]);
        Assert.Throws<InvalidOperationException>(() => Product[-1]);
    }

    [Fact]
    public void Two_parts_share_no_number_and_no_name()
    {
        var other = new Part(2, "c", "cc", "q", "l", "s");
        Assert.Equal([Part.Ro, Part.Complementaire, other], new PartCatalogue([other, .. Product.All]).All);
        var last = other with { Number = PartCatalogue.NumberMax };
        Assert.Equal(last, new PartCatalogue([last, .. Product.All])[PartCatalogue.NumberMax]);
        foreach (var taken in new[]
        {
            other with { Number = 1 }, other with { Number = -1 }, other with { Number = PartCatalogue.NumberMax + 1 },
            other with { Code = "ro" }, other with { CanonicalCode = "rc" }, other with { Queue = Part.Ro.Queue },
            other with { Label = Part.Ro.Label }, other with { ShortLabel = "RC" },
        })
        {
            Assert.Throws<ArgumentException>(() => new PartCatalogue([.. Product.All, taken]));
        }
    }

    [Fact]
    public void Parts_are_one_if_their_numbers_are()
    {
        Assert.Equal(Part.Ro, Part.Ro with { Label = "autre" });
        Assert.NotEqual(Part.Ro, Part.Ro with { Number = 2 });
    }

    [Fact]
    public void No_member_belongs_to_the_records_of_two_parts()
    {
        var members = PaymentStreams.Product.All.SelectMany(r => r.OwnMembers).ToList();
        Assert.Equal(members.Count, members.Distinct().Count());
    }
}
