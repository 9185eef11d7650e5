using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>The rights of producers to write: every sender, part and source against every set of bindings of two.</summary>
public sealed class ProducerBindingTests
{
    private static readonly string[] Names = ["ameli-flux", "mgen-flux", "api"];

    private static readonly string[] Sources = ["ameli", "mgen-complementaire"];

    [Fact]
    public void Nobody_writes_what_no_binding_gives_them()
    {
        var tried = 0;
        foreach (var first in Bindings())
        {
            foreach (var second in Bindings())
            {
                var bindings = new ProducerBindings([first, second]);
                foreach (var sender in Names.Append(null))
                {
                    foreach (var (part, source) in PaymentStreams.Product.Parts.All.SelectMany(p => Sources.Select(s => (p, s))))
                    {
                        var expected = new[] { first, second }.Any(b => (b.Client == sender || b.Client == "*")
                            && (b.Parts.First() == "*" || b.Parts.First() == part.Code)
                            && (b.Sources.First() == "*" || b.Sources.First() == source));
                        var refusals = bindings.Refusals(sender, LigneOf(part, source));
                        Assert.Equal(expected ? [] : [Regle.Emetteur], refusals.Select(r => r.Regle));
                        tried++;
                    }
                }
            }
        }

        Assert.True(tried > 10_000, $"Only {tried} cases.");
    }

    [Fact]
    public void Without_a_binding_everybody_writes_but_the_highest_revisions()
    {
        foreach (var part in PaymentStreams.Product.Parts.All)
        {
            Assert.Empty(ProducerBindings.None.Refusals(null, LigneOf(part, "ameli", Limites.RevisionDeSourceMax)));
            foreach (var revision in new[] { Limites.RevisionDeSourceMax + 1, Limites.RevisionMax })
            {
                Assert.Equal(
                    [("revision", Regle.Entier)],
                    ProducerBindings.None.Refusals(null, LigneOf(part, "ameli", revision)).Select(r => (r.Membre, r.Regle)));
            }
        }
    }

    [Fact]
    public void Only_who_hands_on_may_say_on_whose_behalf()
    {
        var bindings = new ProducerBindings([new("ameli-flux", ["ro"], ["ameli"]), new("api", [], [], Relays: true)]);
        foreach (var user in Names.Append(null))
        {
            foreach (var said in new[] { null, "ameli-flux", "mgen-flux" })
            {
                var sender = bindings.Identify(user, said, isOfThisProcess: false);
                Assert.Equal(user == "api" && said is not null ? new Sender(said, true) : new Sender(user, false), sender);
            }
        }

        Assert.NotEmpty(bindings.Refusals("api", LigneOf(Part.Ro, "ameli")));
    }

    private static IEnumerable<ProducerBinding> Bindings() =>
        from client in Names[..2].Append("*")
        from part in PaymentStreams.Product.Parts.All.Select(p => p.Code).Append("*")
        from source in Sources.Append("*")
        select new ProducerBinding(client, [part], [source]);

    private static Ligne LigneOf(Part part, string source, int revision = 1) =>
        Reading.Accepts(ExampleFile.From(part)
            .With("source", $"\"{source}\"")
            .With("revision", revision.ToString(System.Globalization.CultureInfo.InvariantCulture)).Read()).Ligne;
}
