using Reconciliation.Bus;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>What the broker is told of deliveries that are done in any order, against the rules by which it closes a channel.</summary>
public sealed class SuiteDeLivraisonsTests
{
    [Fact]
    public void What_is_done_in_order_is_told_with_one_word()
    {
        var suite = new SuiteDeLivraisons(100);
        foreach (var delivery in new ulong[] { 3, 1, 2 })
        {
            suite.Finir(delivery, faite: true);
        }

        Assert.Equal([(3UL, true)], suite.ADire(rappel: false).Faites);
        Assert.Empty(suite.ADire(rappel: true).Faites);
    }

    [Fact]
    public void What_waits_behind_one_in_hand_is_held_back_until_there_is_too_much_of_it()
    {
        var suite = new SuiteDeLivraisons(3);
        suite.Finir(2, faite: true);
        suite.Finir(3, faite: true);
        Assert.Empty(suite.ADire(rappel: false).Faites);
        Assert.Equal(2, suite.EnAvance);
        suite.Finir(4, faite: true);
        Assert.Equal([2UL, 3UL, 4UL], suite.ADire(rappel: false).Faites.Where(f => !f.AvecLesPrecedentes).Select(f => f.Livraison).Order());
        Assert.Equal(0, suite.EnAvance);

        // What was told by itself is not named again: the broker would close the channel.
        suite.Finir(1, faite: true);
        Assert.Equal([(1UL, true)], suite.ADire(rappel: false).Faites);
    }

    [Fact]
    public void What_has_waited_since_the_last_reminder_is_told_by_itself()
    {
        var suite = new SuiteDeLivraisons(100);
        suite.Finir(2, faite: true);
        Assert.Empty(suite.ADire(rappel: true).Faites);
        suite.Finir(3, faite: true);
        Assert.Equal([(2UL, false)], suite.ADire(rappel: true).Faites);
        Assert.Equal([(3UL, false)], suite.ADire(rappel: true).Faites);
    }

    [Fact]
    public void What_goes_back_is_never_acknowledged_by_what_comes_after_it()
    {
        var suite = new SuiteDeLivraisons(100);
        suite.Finir(1, faite: true);
        suite.Finir(2, faite: false);
        suite.Finir(3, faite: true);
        var said = suite.ADire(rappel: false);
        Assert.Equal([2UL], said.Rendues);
        Assert.Equal([(3UL, true)], said.Faites);
    }

    [Fact]
    public void Whatever_the_order_the_broker_hears_of_each_delivery_once()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var suite = new SuiteDeLivraisons(random.Next(1, 40));
            var broker = new SortedDictionary<ulong, bool>();
            var order = Enumerable.Range(1, random.Next(1, 120)).Select(i => (ulong)i).ToArray();
            random.Shuffle(order);
            var done = order.ToDictionary(o => o, _ => random.Next(8) != 0);
            var waiting = order.ToHashSet();
            foreach (var delivery in order)
            {
                suite.Finir(delivery, done[delivery]);
                if (random.Next(4) == 0)
                {
                    Hear(suite.ADire(random.Next(10) == 0));
                }
            }

            Hear(suite.ADire(rappel: true));
            Hear(suite.ADire(rappel: true));
            Assert.Empty(waiting);
            Assert.Equal(done.OrderBy(d => d.Key), broker);

            void Hear(SuiteDeLivraisons.Suite said)
            {
                foreach (var back in said.Rendues)
                {
                    Assert.True(waiting.Remove(back), $"seed {seed}: {back} is not waited for");
                    broker.Add(back, false);
                }

                foreach (var (delivery, withThoseBefore) in said.Faites)
                {
                    Assert.True(waiting.Contains(delivery), $"seed {seed}: {delivery} is not waited for");
                    foreach (var told in waiting.Where(w => w == delivery || (withThoseBefore && w < delivery)).ToList())
                    {
                        waiting.Remove(told);
                        broker.Add(told, true);
                    }
                }
            }
        }
    }
}
